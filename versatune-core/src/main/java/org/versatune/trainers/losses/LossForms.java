// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

/** The table of forms. */
final class LossForms {
  private static final ImmutableMap<String, LossForm> TABLE =
      Maps.uniqueIndex(
          ImmutableList.of(
              new TrainerStateForm(
                  "huggingface",
                  "give the trainer eval_dataset as a dict of name and set; read trainer_state.json"
                      + " of its output folder or of a checkpoint"),
              new TrainerStateForm(
                  "llama-factory",
                  "set eval_dataset to the names of the domains and eval_on_each_dataset: true;"
                      + " read trainer_state.json (trainer_log.jsonl has eval_loss alone)"),
              new SwiftForm(
                  "ms-swift",
                  "eval_loss_",
                  "give --enable_channel_loss true, a channel in each row, and a validation set;"
                      + " read logging.jsonl of the output folder"),
              new SwiftForm(
                  "ms-swift-train",
                  "loss_",
                  "give --enable_channel_loss true and a channel in each row; read logging.jsonl of"
                      + " the output folder"),
              new NemoForm(),
              new MegatronForm(),
              new OlmoForm(),
              new PlainForm()),
          LossForm::name);

  private LossForms() {}

  static ImmutableList<String> names() {
    return TABLE.keySet().asList();
  }

  static LossForm named(String name) {
    LossForm form = TABLE.get(name);
    checkArgument(
        form != null, "there is no form of losses '%s'; there are %s", name, TABLE.keySet());
    return form;
  }
}
