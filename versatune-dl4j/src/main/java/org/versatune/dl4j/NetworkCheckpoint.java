// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.ByteSource;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * Saves a network, and the run that trains it, at the same moment in one file: parameters, updater
 * state and counters of the network, the {@link Snapshot} of the run, and the state of ND4J's
 * random generator.
 *
 * <p>Training that goes on from it has the same batches, weights, reports and parameters as
 * training that never stopped, bit for bit.
 *
 * <pre>{@code
 * NetworkCheckpoint checkpoint = NetworkCheckpoint.load(file);
 * VersaTune run = VersaTune.resume(checkpoint.snapshot());
 * MultiLayerNetwork network = checkpoint.multiLayerNetwork();
 * // Build the iterator and the listener on the run as before, with the same sources.
 * checkpoint.restoreRandomState();
 * network.fit(train, epochsLeft);
 * }</pre>
 *
 * <p>During {@code fit} let the listener save: {@link MixtureListener.Builder#checkpoint}. Do not
 * save inside a listener's {@code iterationDone}, because Deeplearning4j counts the iteration only
 * afterwards.
 *
 * <p>The file is a ZIP of the network as Deeplearning4j writes it, the run's JSON and a manifest
 * with checksums. It is written aside and moved into place. Safe for use by several threads.
 */
public final class NetworkCheckpoint {
  private static final String FORMAT = "versatune-checkpoint";
  private static final int VERSION = 1;
  private static final String MANIFEST = "manifest.json";
  private static final String NETWORK = "network.zip";
  private static final String RUN = "mix.json";

  private final Model network;
  private final Snapshot snapshot;
  private final RandomState random;

  private NetworkCheckpoint(Model network, Snapshot snapshot, RandomState random) {
    this.network = network;
    this.snapshot = snapshot;
    this.random = random;
  }

  /**
   * Saves a network and its run, between two training steps.
   *
   * @param file where to; an older checkpoint there is replaced, and a symbolic link stays
   * @param model a {@code MultiLayerNetwork} or a {@code ComputationGraph}
   * @param run the run that trains it
   * @throws IllegalStateException if a listener calls this in the middle of a step
   * @throws java.io.UncheckedIOException if it cannot be written, or is there and no regular file
   */
  public static void save(Path file, Model model, VersaTune run) {
    notNull(file, "file");
    notNull(model, "model");
    notNull(run, "run");
    Network network = Network.of(model);
    checkState(
        !HandOver.of(run).isInsideStep(network.iterations()),
        "the network is in the middle of iteration %s, which Deeplearning4j counts only after its"
            + " listeners: save between calls of fit, or let MixtureListener.builder(run)"
            + ".checkpoint(file, every) do it",
        network.iterations());
    save(file, network, run.snapshot(), RandomState.now());
  }

  static void save(Path file, Network network, Snapshot snapshot, RandomState random) {
    AtomicFiles.write(
        file,
        "checkpoint",
        aside -> {
          Path model = aside.resolveSibling(aside.getFileName() + ".network");
          try {
            network.save(model.toFile());
            write(aside, network, MoreFiles.asByteSource(model), snapshot, random);
          } finally {
            Files.deleteIfExists(model);
          }
        });
  }

  private static void write(
      Path aside, Network network, ByteSource model, Snapshot snapshot, RandomState random)
      throws IOException {
    ByteSource state = ByteSource.wrap(snapshot.toJson().getBytes(StandardCharsets.UTF_8));
    ImmutableMap<String, ByteSource> entries = ImmutableMap.of(NETWORK, model, RUN, state);
    Map<String, Object> checksums = new LinkedHashMap<>();
    for (var entry : entries.entrySet()) {
      checksums.put(entry.getKey(), sha256(entry.getValue()).toString());
    }
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("format", FORMAT);
    manifest.put("version", VERSION);
    manifest.put("network", network.model().getClass().getSimpleName());
    manifest.put("batches", snapshot.batches());
    manifest.put("iterations", network.iterations());
    manifest.put("random", ImmutableList.of(random.root(), random.node()));
    manifest.put("sha256", checksums);
    byte[] text = Json.writePretty(manifest).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(aside);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(MANIFEST));
      zip.write(text);
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        entry.getValue().copyTo(zip);
      }
    }
  }

  private static HashCode sha256(ByteSource source) throws IOException {
    return source.hash(Hashing.sha256());
  }

  /**
   * Reads a checkpoint.
   *
   * @param file what {@link #save} wrote
   * @return the checkpoint
   * @throws IllegalArgumentException if the file is cut short, altered, of an unknown version or no
   *     checkpoint at all; the message names the file and says which
   * @throws java.io.UncheckedIOException if it cannot be read, or is no regular file
   */
  public static NetworkCheckpoint load(Path file) {
    notNull(file, "file");
    Nd4jBackend.require();
    try (ZipFile zip = open(file)) {
      JsonObject manifest = manifest(file, zip);
      ByteSource model = entry(file, zip, manifest, NETWORK);
      ByteSource state = entry(file, zip, manifest, RUN);
      Snapshot snapshot = snapshot(file, state);
      return new NetworkCheckpoint(
          network(manifest.text("network", ""), file, model), snapshot, random(file, manifest));
    } catch (ZipException e) {
      throw new IllegalArgumentException(
          file + " is cut short or no checkpoint (" + e.getMessage() + "); take an older one", e);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "checkpoint", file, e);
    }
  }

  private static ZipFile open(Path file) throws IOException {
    AtomicFiles.checkRegularIfThere(file);
    return new ZipFile(file.toFile());
  }

  /** Fails where a checkpoint could not be saved, before training begins. */
  static void checkWritable(Path file) {
    AtomicFiles.checkWritable(file, "checkpoint");
  }

  private static JsonObject manifest(Path file, ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(MANIFEST);
    checkArgument(entry != null, "%s is no checkpoint: it has no %s", file, MANIFEST);
    String text;
    try (InputStream in = zip.getInputStream(entry)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    JsonObject manifest;
    try {
      manifest = JsonObject.read(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " was altered: its manifest is not JSON (" + e.getMessage() + ")", e);
    }
    checkArgument(
        manifest.text("format", "").equals(FORMAT),
        "%s is no checkpoint: its format is '%s', not '%s'",
        file,
        manifest.text("format", ""),
        FORMAT);
    checkArgument(
        manifest.integer("version", -1) == VERSION,
        "%s has format version %s; this library reads version %s: load it with the library version"
            + " that wrote it",
        file,
        manifest.integer("version", -1),
        VERSION);
    return manifest;
  }

  private static RandomState random(Path file, JsonObject manifest) {
    try {
      ImmutableList<Object> states = manifest.list("random");
      checkArgument(states.size() == 2, "'random' has %s numbers and not 2", states.size());
      return new RandomState(
          JsonObject.integer("'random'", states.get(0)),
          JsonObject.integer("'random'", states.get(1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " was altered: its manifest cannot be understood (" + e.getMessage() + ")", e);
    }
  }

  private static ByteSource entry(Path file, ZipFile zip, JsonObject manifest, String name)
      throws IOException {
    ZipEntry entry = zip.getEntry(name);
    checkArgument(entry != null, "%s was altered: it has no %s; take an older one", file, name);
    ByteSource source =
        new ByteSource() {
          @Override
          public InputStream openStream() throws IOException {
            return zip.getInputStream(entry);
          }
        };
    JsonObject checksums =
        JsonObject.of(
            "'sha256'",
            manifest.fields().get("sha256") instanceof Map<?, ?> map ? map : ImmutableMap.of());
    checkArgument(
        sha256(source).toString().equals(checksums.text(name, "")),
        "%s was altered: the checksum of %s does not match; take an older one",
        file,
        name);
    return source;
  }

  private static Snapshot snapshot(Path file, ByteSource state) throws IOException {
    try {
      return Snapshot.fromJson(state.asCharSource(StandardCharsets.UTF_8).read());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Model network(String kind, Path file, ByteSource source) throws IOException {
    try (InputStream in = source.openStream()) {
      return switch (kind) {
        case "MultiLayerNetwork" -> ModelSerializer.restoreMultiLayerNetwork(in, true);
        case "ComputationGraph" -> ModelSerializer.restoreComputationGraph(in, true);
        default ->
            throw new IllegalArgumentException(
                file + " holds a network of the unknown kind '" + kind + "'");
      };
    }
  }

  /**
   * Returns the network as it was saved, updater and counters included, without listeners.
   *
   * @return always the same object
   */
  public Model network() {
    return network;
  }

  /**
   * Returns the network, if it is a {@code MultiLayerNetwork}.
   *
   * @return always the same object
   * @throws IllegalStateException if it is a graph
   */
  public MultiLayerNetwork multiLayerNetwork() {
    checkState(
        network instanceof MultiLayerNetwork,
        "the checkpoint holds a %s",
        network.getClass().getSimpleName());
    return (MultiLayerNetwork) network;
  }

  /**
   * Returns the network, if it is a {@code ComputationGraph}.
   *
   * @return always the same object
   * @throws IllegalStateException if it is one of layers
   */
  public ComputationGraph computationGraph() {
    checkState(
        network instanceof ComputationGraph,
        "the checkpoint holds a %s",
        network.getClass().getSimpleName());
    return (ComputationGraph) network;
  }

  /**
   * Returns the snapshot of the run, for {@link VersaTune#resume}.
   *
   * @return the snapshot
   */
  public Snapshot snapshot() {
    return snapshot;
  }

  /**
   * Sets ND4J's random generator of this thread, which dropout draws from, to its saved state. Call
   * it on the thread that trains, right before {@code fit}: building networks and data may move it.
   */
  public void restoreRandomState() {
    random.restore();
  }
}
