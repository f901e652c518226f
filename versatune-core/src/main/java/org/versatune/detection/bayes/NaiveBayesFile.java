// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.versatune.DomainDistribution;
import org.versatune.internal.AtomicFiles;

/**
 * The file of a classifier: a head of 52 bytes and a body.
 *
 * <pre>
 * 0   8 bytes   VTNBAYES
 * 8   int       format version, 2, or 3 with limits of the likelihood
 * 12  long      length of the body in bytes
 * 20  32 bytes  SHA-256 of the body
 * 52  body      the content, deflated
 * </pre>
 *
 * <p>All numbers are big-endian. The content is the options, the domain names with their priors and
 * limits, and the table: n-gram keys ascending, as differences, then the counts, both as
 * variable-length integers of 7 bits a byte, lowest first. Log-probabilities are computed anew, the
 * same way.
 */
final class NaiveBayesFile {
  private static final byte[] MAGIC = "VTNBAYES".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2;

  /** Version 2 followed by the limits of the likelihood, which few classifiers have. */
  private static final int WITH_LIKELIHOODS = 3;

  /** Before texts that cannot be read were declined by a learnt limit. */
  private static final int WITHOUT_LIMITS = 1;

  private static final System.Logger LOG = System.getLogger(NaiveBayesFile.class.getName());
  private static final int CHECKSUM_BYTES = 32;
  private static final int HEAD_BYTES = MAGIC.length + Integer.BYTES + Long.BYTES + CHECKSUM_BYTES;

  private NaiveBayesFile() {}

  static void write(Path file, NaiveBayesOptions options, NgramTable table) {
    byte[] body = deflated(content(options, table));
    ByteBuffer head =
        ByteBuffer.allocate(HEAD_BYTES)
            .put(MAGIC)
            .putInt(options.likelihoods().isEmpty() ? VERSION : WITH_LIKELIHOODS)
            .putLong(body.length)
            .put(Hashing.sha256().hashBytes(body).asBytes());
    AtomicFiles.write(
        file,
        "classifier",
        aside -> {
          try (var out = Files.newOutputStream(aside)) {
            out.write(head.array());
            out.write(body);
          }
        });
  }

  static NaiveBayesClassifier read(Path file) {
    byte[] bytes;
    try {
      AtomicFiles.checkRegularIfThere(file);
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "classifier", file, e);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    checkArgument(
        bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, 8),
        "%s is not a saved naive Bayes classifier; train one and write it",
        file);
    checkArgument(
        bytes.length >= HEAD_BYTES,
        "%s is cut short: %s bytes, and the head alone has %s; train and write it again",
        file,
        bytes.length,
        HEAD_BYTES);
    int version = in.position(MAGIC.length).getInt();
    checkArgument(
        version >= WITHOUT_LIMITS && version <= WITH_LIKELIHOODS,
        "%s has format version %s and this library reads version %s and older; read it with the library that"
            + " wrote it, or train again",
        file,
        version,
        WITH_LIKELIHOODS);
    long length = in.getLong();
    checkArgument(
        length == bytes.length - HEAD_BYTES,
        "%s is cut short or altered: its body should have %s bytes and has %s; train and write it"
            + " again",
        file,
        length,
        bytes.length - HEAD_BYTES);
    byte[] checksum = new byte[CHECKSUM_BYTES];
    in.get(checksum);
    byte[] body = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
    checkArgument(
        Arrays.equals(checksum, Hashing.sha256().hashBytes(body).asBytes()),
        "%s was altered: its checksum does not fit its content; train and write it again",
        file);
    try (DataInputStream content =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(body)))) {
      if (version == WITHOUT_LIMITS) {
        LOG.log(
            System.Logger.Level.WARNING,
            file
                + " is of version 1 and does not say how much of a text must be known to be read:"
                + " texts of which less than half of the n-grams are known are declined. Train the"
                + " classifier again and the limit is learnt from its texts");
      }
      return classifier(content, version);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " cannot be understood, though its checksum fits: " + e.getMessage(), e);
    }
  }

  /** Everything that decides a judgement, in a form that does not depend on the compressor. */
  static byte[] content(NaiveBayesOptions options, NgramTable table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(options.ngramLength());
      out.writeDouble(options.smoothing());
      out.writeDouble(options.temperature().base());
      out.writeDouble(options.temperature().perNgram());
      out.writeDouble(options.minimumProbability());
      out.writeInt(options.minimumLength());
      DomainDistribution prior = options.prior();
      out.writeInt(prior.size());
      for (int j = 0; j < prior.size(); j++) {
        byte[] name = prior.domains().get(j).getBytes(StandardCharsets.UTF_8);
        out.writeInt(name.length);
        out.write(name);
        out.writeDouble(prior.weight(j));
        KnownShareLimit limit = options.knownShares().get(j);
        out.writeDouble(limit.base());
        out.writeDouble(limit.perRoot());
        out.writeInt(limit.longest());
      }
      out.writeInt(table.size());
      long before = 0;
      for (long key : table.keys()) {
        writeVariable(out, key - before);
        before = key;
      }
      for (int count : table.counts()) {
        writeVariable(out, count);
      }
      for (LikelihoodLimit limit : options.likelihoods()) {
        out.writeDouble(limit.base());
        out.writeDouble(limit.perRoot());
        out.writeInt(limit.longest());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static NaiveBayesClassifier classifier(DataInputStream in, int version)
      throws IOException {
    int ngramLength = in.readInt();
    double smoothing = in.readDouble();
    Temperature temperature = new Temperature(in.readDouble(), in.readDouble());
    double minimumProbability = in.readDouble();
    int minimumLength = in.readInt();
    int k = in.readInt();
    List<String> names = new ArrayList<>();
    double[] prior = new double[k];
    ImmutableList.Builder<KnownShareLimit> limits = ImmutableList.builder();
    for (int j = 0; j < k; j++) {
      names.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
      prior[j] = in.readDouble();
      limits.add(
          version == WITHOUT_LIMITS
              ? KnownShareLimit.DEFAULT
              : new KnownShareLimit(in.readDouble(), in.readDouble(), in.readInt()));
    }
    long[] keys = new long[in.readInt()];
    long before = 0;
    for (int g = 0; g < keys.length; g++) {
      before += readVariable(in);
      keys[g] = before;
    }
    int[] counts = new int[Math.multiplyExact(keys.length, k)];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.toIntExact(readVariable(in));
    }
    ImmutableList.Builder<LikelihoodLimit> likelihoods = ImmutableList.builder();
    for (int j = 0; version == WITH_LIKELIHOODS && j < k; j++) {
      likelihoods.add(new LikelihoodLimit(in.readDouble(), in.readDouble(), in.readInt()));
    }
    NaiveBayesOptions options =
        new NaiveBayesOptions(
            ngramLength,
            smoothing,
            temperature,
            minimumProbability,
            minimumLength,
            DomainDistribution.of(names, prior),
            limits.build(),
            likelihoods.build());
    return new NaiveBayesClassifier(
        options, new NgramTable(k, keys, counts, smoothing), KeptDocuments.NONE);
  }

  private static byte[] deflated(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void writeVariable(DataOutputStream out, long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long readVariable(DataInputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int part = in.readUnsignedByte();
      value |= (long) (part & 0x7F) << shift;
      if ((part & 0x80) == 0) {
        return value;
      }
    }
    throw new IOException("a number is longer than 64 bits");
  }
}
