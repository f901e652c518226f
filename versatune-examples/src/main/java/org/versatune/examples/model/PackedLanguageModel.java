// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSortedMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds a language model packed for distribution: parameters in half precision, tokenizer,
 * configuration and provenance, without the optimiser's state. Half precision keeps 11 bits of each
 * parameter, a relative error of 5e-4 at most, and halves the size.
 *
 * <p>The same model and provenance give the same bytes.
 *
 * @param model the model, in single precision, with parameters that half precision can hold
 * @param provenance where the model comes from, by keyword
 */
public record PackedLanguageModel(
    LanguageModel model, ImmutableSortedMap<String, String> provenance) {
  private static final String PROVENANCE = "provenance.json";
  private static final String CONFIGURATION = "configuration.json";
  private static final String TOKENIZER = "tokenizer.txt";
  private static final String PARAMETERS = "parameters.bin";
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Writes a model.
   *
   * @param model the model; it is not changed
   * @param provenance where it comes from, by keyword
   * @param out where to; not closed
   * @throws IOException if it cannot be written
   */
  public static void write(LanguageModel model, Map<String, String> provenance, OutputStream out)
      throws IOException {
    MultiLayerConfiguration configuration = model.network().getLayerWiseConfigurations().clone();
    configuration.setIterationCount(0);
    configuration.setEpochCount(0);
    ByteArrayOutputStream tokenizer = new ByteArrayOutputStream();
    model.tokenizer().write(tokenizer);
    ByteArrayOutputStream parameters = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(parameters)) {
      Nd4j.write(model.network().params().castTo(DataType.FLOAT16), data);
    }
    ZipOutputStream zip = new ZipOutputStream(out, UTF_8);
    String sources =
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(ImmutableSortedMap.copyOf(provenance));
    write(zip, PROVENANCE, sources.getBytes(UTF_8));
    write(zip, CONFIGURATION, configuration.toJson().getBytes(UTF_8));
    write(zip, TOKENIZER, tokenizer.toByteArray());
    write(zip, PARAMETERS, parameters.toByteArray());
    zip.finish();
  }

  private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    // The time of writing would make other bytes of the same model.
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param in where from; not closed
   * @return the model and where it comes from
   * @throws IOException if it cannot be read or is no packed model
   */
  public static PackedLanguageModel read(InputStream in) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    ZipInputStream zip = new ZipInputStream(in, UTF_8);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      entries.put(entry.getName(), zip.readAllBytes());
    }
    BytePairTokenizer tokenizer =
        BytePairTokenizer.read(new ByteArrayInputStream(entry(entries, TOKENIZER)));
    try {
      MultiLayerConfiguration configuration =
          MultiLayerConfiguration.fromJson(new String(entry(entries, CONFIGURATION), UTF_8));
      INDArray parameters =
          Nd4j.read(new ByteArrayInputStream(entry(entries, PARAMETERS))).castTo(DataType.FLOAT);
      MultiLayerNetwork network = new MultiLayerNetwork(configuration);
      network.init(parameters, false);
      Map<String, String> provenance =
          JSON.readValue(entry(entries, PROVENANCE), new TypeReference<Map<String, String>>() {});
      return new PackedLanguageModel(
          new LanguageModel(network, tokenizer), ImmutableSortedMap.copyOf(provenance));
    } catch (IllegalArgumentException | IllegalStateException | JacksonException e) {
      throw new IOException("no packed language model: " + e.getMessage(), e);
    }
  }

  private static byte[] entry(Map<String, byte[]> entries, String name) throws IOException {
    byte[] content = entries.get(name);
    if (content == null) {
      throw new IOException("no packed language model: it has no " + name);
    }
    return content;
  }
}
