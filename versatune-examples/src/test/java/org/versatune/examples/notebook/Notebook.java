// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file in Jupyter's notebook format, version 4: its code cells can be read, and their outputs
 * replaced; all else stays as it is.
 *
 * <p>Not safe for use by several threads.
 */
final class Notebook {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final ObjectNode root;

  private Notebook(Path file, ObjectNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is no notebook of version 4
   */
  static Notebook read(Path file) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!(json instanceof ObjectNode root)
        || json.path("nbformat").asInt(0) != 4
        || !json.path("cells").isArray()) {
      throw new IOException(
          file + " is no notebook: it must be an object with nbformat 4 and a list of cells");
    }
    return new Notebook(file, root);
  }

  /** The file's name, to speak of it. */
  String name() {
    return String.valueOf(file.getFileName());
  }

  /** The code cells, in order. */
  ImmutableList<CodeCell> codeCells() {
    ImmutableList.Builder<CodeCell> cells = ImmutableList.builder();
    int number = 0;
    for (JsonNode cell : root.get("cells")) {
      number++;
      if (cell.path("cell_type").asString("").equals("code")) {
        cells.add(new CodeCell(number, joined(cell.path("source")), outputs(cell)));
      }
    }
    return cells.build();
  }

  private static ImmutableList<CellOutput> outputs(JsonNode cell) {
    ImmutableList.Builder<CellOutput> outputs = ImmutableList.builder();
    for (JsonNode output : cell.path("outputs")) {
      switch (output.path("output_type").asString("")) {
        case "stream" ->
            outputs.add(new CellOutput(CellOutput.PRINTED, joined(output.path("text"))));
        case "execute_result", "display_data" ->
            output
                .path("data")
                .forEachEntry((mime, data) -> outputs.add(new CellOutput(mime, joined(data))));
        default -> outputs.add(new CellOutput("error", output.toString()));
      }
    }
    return outputs.build();
  }

  /** Text is stored as one string or as a list of lines. */
  private static String joined(JsonNode text) {
    if (!text.isArray()) {
      return text.asString("");
    }
    StringBuilder joined = new StringBuilder();
    text.forEach(line -> joined.append(line.asString("")));
    return joined.toString();
  }

  /**
   * Replaces what the code cells showed.
   *
   * @param outputs one list for each code cell, in order
   */
  void replaceOutputs(List<? extends List<CellOutput>> outputs) {
    int count = 0;
    for (JsonNode cell : root.get("cells")) {
      if (cell instanceof ObjectNode code && cell.path("cell_type").asString("").equals("code")) {
        int execution = count + 1;
        code.put("execution_count", execution);
        ArrayNode shown = code.putArray("outputs");
        outputs.get(count).forEach(output -> add(shown, output, execution));
        count++;
      }
    }
  }

  private static void add(ArrayNode outputs, CellOutput output, int execution) {
    ObjectNode json = outputs.addObject();
    if (output.mime().equals(CellOutput.PRINTED)) {
      json.put("name", "stdout");
      json.put("output_type", "stream");
      json.set("text", lines(output.data()));
      return;
    }
    ObjectNode data = json.putObject("data");
    if (output.mime().equals(CellOutput.PNG)) {
      data.put(output.mime(), output.data());
    } else {
      data.set(output.mime(), lines(output.data()));
    }
    json.put("execution_count", execution);
    json.putObject("metadata");
    json.put("output_type", "execute_result");
  }

  /** A list of lines, each with its line feed, so that a change shows up as changed lines. */
  private static ArrayNode lines(String text) {
    ArrayNode lines = JSON.createArrayNode();
    int from = 0;
    while (from < text.length()) {
      int to = text.indexOf('\n', from);
      to = to < 0 ? text.length() : to + 1;
      lines.add(text.substring(from, to));
      from = to;
    }
    return lines;
  }

  /** Writes the file anew, laid out as Jupyter lays it out. */
  void write() throws IOException {
    DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
    DefaultPrettyPrinter jupyter =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    Files.writeString(file, JSON.writer().with(jupyter).writeValueAsString(root) + "\n", UTF_8);
  }
}
