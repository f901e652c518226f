// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;
import org.versatune.internal.TextFile;

/**
 * Writes what to add to the configuration of a trainer that reads a file of rows in order when
 * shuffling is off.
 *
 * <p>Keys are as in the sources of LLaMA-Factory at ff6d4d1, ms-swift at 3602360, TRL at f2cd577
 * and axolotl at 067b021.
 */
public enum TrainerFormat {
  /**
   * LLaMA-Factory: {@code segment-N.llama-factory.yaml}, and {@code dataset_info.json}, whose other
   * entries are kept.
   */
  LLAMA_FACTORY("LLaMA-Factory"),

  /** ms-swift: {@code segment-N.ms-swift.args}, options for its command line. */
  MS_SWIFT("ms-swift"),

  /** TRL: {@code segment-N.trl.yaml}. */
  TRL("TRL"),

  /** axolotl: {@code segment-N.axolotl.yaml}. */
  AXOLOTL("axolotl");

  private static final String CHANNEL = "channel";
  private static final String CALLS = "\"tool_calls\"";

  private static final ImmutableMap<String, String> MESSAGE_TAGS =
      ImmutableMap.of(
          "role_tag", "role",
          "content_tag", "content",
          "user_tag", "user",
          "assistant_tag", "assistant",
          "system_tag", "system");

  /** Rows of a domain in which calls of tools are looked for. */
  private static final long LOOKED_AT = 1000;

  /** Bytes of the longest of them. */
  private static final int LONGEST = 1 << 20;

  private final String trainer;

  TrainerFormat(String trainer) {
    this.trainer = trainer;
  }

  @Override
  public String toString() {
    return trainer;
  }

  /** Refuses rows that this trainer does not read, or would not report losses of. */
  void check(DomainRows rows, String domainField) {
    var unused = RowKind.of(rows, this);
    if (this == MS_SWIFT && !domainField.equals(CHANNEL)) {
      throw new IllegalArgumentException(
          "ms-swift reports losses by the field 'channel' of each row, and "
              + (domainField.isEmpty() ? "no field is added" : "'" + domainField + "' is added")
              + "; call domainField(\"channel\")");
    }
  }

  /** Writes what to add to the configuration for a segment. */
  void write(Path folder, int number, DomainRows rows) {
    String name = SegmentFolder.name(number);
    String file = SegmentFolder.rows(folder, number).toAbsolutePath().normalize().toString();
    RowKind kind = RowKind.of(rows, this);
    switch (this) {
      case LLAMA_FACTORY -> {
        addDataset(folder.resolve("dataset_info.json"), name, dataset(name, kind, rows));
        text(
            folder.resolve(name + ".llama-factory.yaml"),
            Yaml.write(
                ImmutableMap.of(
                    "dataset_dir",
                    folder.toAbsolutePath().normalize().toString(),
                    "dataset",
                    name,
                    "disable_shuffling",
                    true,
                    "packing",
                    false)));
      }
      case MS_SWIFT ->
          text(
              folder.resolve(name + ".ms-swift.args"),
              "--dataset\n"
                  + file
                  + "\n--dataset_shuffle\nfalse\n--train_dataloader_shuffle\nfalse\n"
                  + "--enable_channel_loss\ntrue\n--packing\nfalse\n");
      case TRL ->
          text(
              folder.resolve(name + ".trl.yaml"),
              Yaml.write(
                  ImmutableMap.of(
                      "datasets",
                      ImmutableList.of(
                          ImmutableMap.of("path", "json", "data_files", file, "split", "train")),
                      "train_sampling_strategy",
                      "sequential",
                      "packing",
                      false)));
      case AXOLOTL -> {
        ImmutableMap.Builder<String, Object> data = ImmutableMap.builder();
        data.put("path", file).put("ds_type", "json").putAll(axolotl(kind));
        text(
            folder.resolve(name + ".axolotl.yaml"),
            Yaml.write(
                ImmutableMap.of(
                    "datasets", ImmutableList.of(data.buildOrThrow()),
                    "shuffle_merged_datasets", false,
                    "curriculum_sampling", true,
                    "sample_packing", false)));
      }
    }
  }

  /** An entry of LLaMA-Factory's dataset_info.json. */
  private static Map<String, Object> dataset(String name, RowKind kind, DomainRows rows) {
    boolean hasTurns = kind == RowKind.MESSAGES || kind == RowKind.CONVERSATIONS;
    boolean callsTools = kind == RowKind.MESSAGES && callTools(rows);
    Map<String, String> columns = new LinkedHashMap<>();
    switch (kind) {
      case MESSAGES -> columns.put("messages", "messages");
      case CONVERSATIONS -> columns.put("messages", "conversations");
      case PROMPT -> columns.putAll(ImmutableMap.of("prompt", "prompt", "response", "completion"));
      case TEXT -> columns.put("prompt", "text");
      case INSTRUCTION -> {
        columns.put("prompt", "instruction");
        if (hasField(rows, "input")) {
          columns.put("query", "input");
        }
        columns.put("response", "output");
      }
    }
    for (String field : ImmutableList.of("system", "history", "tools")) {
      if (hasField(rows, field) && !(hasTurns && field.equals("history"))) {
        columns.put(field, field);
      }
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("file_name", name + ".jsonl");
    entry.put("formatting", callsTools ? "openai" : hasTurns ? "sharegpt" : "alpaca");
    entry.put("columns", columns);
    if (kind == RowKind.MESSAGES) {
      Map<String, String> tags = new LinkedHashMap<>(MESSAGE_TAGS);
      if (callsTools) {
        tags.put("observation_tag", "tool");
      }
      entry.put("tags", tags);
    }
    return entry;
  }

  /**
   * Whether turns call tools, as far as a field of the rows or the first rows of each domain show:
   * LLaMA-Factory leaves such rows out where the form is "sharegpt".
   */
  private static boolean callTools(DomainRows rows) {
    return hasField(rows, "tools")
        || rows.domains().stream()
            .anyMatch(
                domain ->
                    LongStream.range(0, Math.min(LOOKED_AT, rows.list(domain).size()))
                        .filter(row -> rows.list(domain).place(row).length() <= LONGEST)
                        .anyMatch(row -> rows.row(domain, row).contains(CALLS)));
  }

  private static boolean hasField(DomainRows rows, String field) {
    return rows.files().stream().anyMatch(file -> file.source().fields().containsKey(field));
  }

  private static ImmutableMap<String, Object> axolotl(RowKind kind) {
    return switch (kind) {
      case MESSAGES -> ImmutableMap.of("type", "chat_template", "field_messages", "messages");
      case CONVERSATIONS ->
          ImmutableMap.of(
              "type",
              "chat_template",
              "field_messages",
              "conversations",
              "message_property_mappings",
              ImmutableMap.of("role", "from", "content", "value"));
      case INSTRUCTION -> ImmutableMap.of("type", "alpaca");
      case PROMPT ->
          ImmutableMap.of(
              "type", ImmutableMap.of("field_instruction", "prompt", "field_output", "completion"));
      case TEXT -> ImmutableMap.of("type", "completion", "field", "text");
    };
  }

  /** Adds an entry to a file that may have others: those of validation sets, for example. */
  private static void addDataset(Path file, String name, Map<String, Object> entry) {
    Map<String, Object> all = new LinkedHashMap<>();
    if (Files.exists(file)) {
      try {
        all.putAll(JsonObject.read(TextFile.read(file)).fields());
      } catch (IOException e) {
        throw AtomicFiles.failure("read", "datasets", file, e);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            file + ": this is no list of datasets (" + e.getMessage() + "); mend or remove it", e);
      }
    }
    all.put(name, entry);
    text(file, Json.writePretty(all) + "\n");
  }

  private static void text(Path file, String content) {
    AtomicFiles.write(file, "configuration", aside -> Files.writeString(aside, content));
  }
}
