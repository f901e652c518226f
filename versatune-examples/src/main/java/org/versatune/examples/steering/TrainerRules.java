// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * Names the settings of one trainer that decide whether it reads a segment as it was written.
 *
 * @param required what switches shuffling off
 * @param packing what puts several rows together
 * @param splits what puts rows of the segment into a validation set
 * @param rowsOfDevice rows of a device in a step, before steps are accumulated
 * @param schedule the learning-rate schedule
 * @param defaultSchedule the schedule that is used where none is given
 * @param resuming what makes the trainer go on from its last checkpoint; empty where it does so by
 *     itself, or where the program around it makes it do so
 * @param ending of the file that is written beside a segment, after the trainer's name
 */
record TrainerRules(
    ImmutableMap<String, String> required,
    ImmutableList<String> packing,
    String splits,
    String rowsOfDevice,
    String schedule,
    String defaultSchedule,
    ImmutableList<String> resuming,
    String ending) {
  private static final String ROWS = "per_device_train_batch_size";
  private static final String SCHEDULE = "lr_scheduler_type";

  /** Keys as in the sources named in docs/trainer-losses.md; axolotl at 067b021. */
  static final ImmutableMap<String, TrainerRules> TABLE =
      ImmutableMap.of(
          "llama-factory",
          new TrainerRules(
              ImmutableMap.of("disable_shuffling", "true"),
              ImmutableList.of("packing", "neat_packing", "group_by_length"),
              "val_size",
              ROWS,
              SCHEDULE,
              "linear",
              ImmutableList.of(),
              ".yaml"),
          "ms-swift",
          new TrainerRules(
              ImmutableMap.of("dataset_shuffle", "false", "train_dataloader_shuffle", "false"),
              ImmutableList.of("packing", "group_by_length"),
              "split_dataset_ratio",
              ROWS,
              SCHEDULE,
              "cosine",
              ImmutableList.of("resume_from_checkpoint"),
              ".args"),
          "trl",
          new TrainerRules(
              ImmutableMap.of("train_sampling_strategy", "sequential"),
              ImmutableList.of("packing", "group_by_length"),
              "",
              ROWS,
              SCHEDULE,
              "linear",
              ImmutableList.of(),
              ".yaml"),
          "axolotl",
          new TrainerRules(
              ImmutableMap.of("shuffle_merged_datasets", "false", "curriculum_sampling", "true"),
              ImmutableList.of("sample_packing", "group_by_length"),
              "val_set_size",
              "micro_batch_size",
              "lr_scheduler",
              "cosine",
              ImmutableList.of("auto_resume_from_checkpoints", "resume_from_checkpoint"),
              ".yaml"));
}
