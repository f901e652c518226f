// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.internal.Json;

/** Settings as they are in the example files of the trainers, and in the scripts around them. */
class OrderChecksTest {
  private static final String LLAMA =
      "disable_shuffling=true max_steps={step} lr_scheduler_type=constant eval_strategy=steps"
          + " eval_on_each_dataset=true ";

  @TempDir private Path folder;
  private int rounds = 5;

  /** What is said of a trainer's command in a plan of some rounds of 10 steps of 32 rows. */
  private ImmutableList<String> check(String trainer, List<String> command) throws IOException {
    Path plan = folder.resolve("versatune.yaml");
    Files.writeString(
        plan,
        Json.write(
            ImmutableMap.<String, Object>builder()
                .put("domains", ImmutableMap.of("law", "law.jsonl"))
                .put("domainField", "channel")
                .put("batch", 32)
                .put("steps", 10)
                .put("rounds", rounds)
                .put("trainer", trainer)
                .put("command", command)
                .put(
                    "losses",
                    ImmutableMap.of(
                        "form", trainer.equals("llama-factory") ? trainer : "plain", "path", "out"))
                .buildOrThrow()));
    return OrderChecks.check(new PlanFile(plan).plan(), folder);
  }

  private ImmutableList<String> check(String trainer, String command) throws IOException {
    return check(trainer, Splitter.on(' ').omitEmptyStrings().splitToList("train " + command));
  }

  @Test
  void goodSettingsAreSilent() throws IOException {
    assertThat(check("llama-factory", LLAMA)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_samples=100 | only the first 100 rows of a segment would be read",
        "val_size=0.1 | rows of each segment would go into a validation set",
        "tokenized_path=cache | each round would read the rows of the first",
        "overwrite_output_dir=true | each round would begin anew with the base model",
        "overwrite_output_dir=true resume_from_checkpoint=null | begin anew",
        "eval_steps=3 | a round would end without losses: 'eval_steps' is 3 in 'command'",
        "per_device_train_batch_size=5 | 'batch' is 32",
        "per_device_train_batch_size=2 gradient_accumulation_steps=3 | is 6"
      })
  void whatTheExamplesOfLlamaFactoryHaveIsRefused(String setting, String says) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check("llama-factory", LLAMA + setting))
        .withMessageContaining(says);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "per_device_train_batch_size=4 gradient_accumulation_steps=4 | that takes 2 devices",
        "streaming=true | most trainers draw rows from a buffer",
        "stage=pt | 'packing' is not set",
        "group_by_length=true | rows change places",
        "save_steps=500 | the next round goes on from an older checkpoint",
        "save_strategy=no | no checkpoint",
        "save_only_model=true | the optimizer would begin anew"
      })
  void whatMayBeWrongIsWarnedOf(String setting, String says) throws IOException {
    assertThat(check("llama-factory", LLAMA + setting)).singleElement().asString().contains(says);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_samples=320",
        "val_size=0",
        "disable_shuffling=yes packing=0",
        "disable_shuffling=1 overwrite_output_dir=no",
        "lr_scheduler_type=inverse_sqrt",
        "tokenized_path=cache/{name}",
        "tokenized_path={segment}.tokens",
        "overwrite_output_dir=true resume_from_checkpoint=out/last",
        "overwrite_output_dir=false",
        "eval_steps=5 save_steps=10",
        "per_device_train_batch_size=4 gradient_accumulation_steps=8",
        "per_device_train_batch_size=4 gradient_accumulation_steps=auto"
      })
  void whatIsRightIsNotSpokenOf(String setting) throws IOException {
    assertThat(check("llama-factory", LLAMA + setting)).isEmpty();
  }

  /** axolotl has names of its own. */
  @Test
  void axolotlIsReadByItsOwnKeys() throws IOException {
    Path file = folder.resolve("train.yml");
    String order = "shuffle_merged_datasets: false\ncurriculum_sampling: true\n";
    String resumes = "auto_resume_from_checkpoints: true\n";
    Files.writeString(file, order + resumes + "lr_scheduler: constant_with_warmup\n");
    assertThat(check("axolotl", "train.yml --max-steps {step}")).isEmpty();

    Files.writeString(file, order + "lr_scheduler: constant\nmicro_batch_size: 16\n");
    assertThat(check("axolotl", "train.yml --max-steps {step}"))
        .anyMatch(warning -> warning.contains("'auto_resume_from_checkpoints'"))
        .anyMatch(warning -> warning.contains("that takes 2 devices"));

    for (String wrong :
        new String[] {
          "datasets: [{path: versatune/current.jsonl}]\n", "val_set_size: 0.05\n", "#"
        }) {
      Files.writeString(file, order + resumes + wrong);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> check("axolotl", "train.yml --max-steps {step}"))
          .withMessageContaining(
              wrong.equals("#")
                  ? "'lr_scheduler' is cosine, by default"
                  : wrong.substring(0, wrong.indexOf(':')));
    }
  }

  /** Rows are prepared anew in a folder of the round, whatever the name of their file. */
  @Test
  void axolotlMayReadCurrentRowsFromAFolderOfTheRound() throws IOException {
    Files.writeString(
        folder.resolve("train.yml"),
        """
        shuffle_merged_datasets: false
        curriculum_sampling: true
        lr_scheduler: constant
        auto_resume_from_checkpoints: true
        datasets: [{path: versatune/current.jsonl}]
        """);
    assertThat(
            check(
                "axolotl", "train.yml --max-steps {step} --dataset-prepared-path prepared/{name}"))
        .isEmpty();
  }

  /** What a script has beside options, and files that are data and hold no settings. */
  @Test
  void whatIsNoSettingIsPassedOver() throws IOException {
    Files.writeString(folder.resolve("val.json"), "{\"a\": 1}\n{\"a\": 2}\n");
    Files.writeString(folder.resolve("ds.json"), "{\"max_steps\": 3}");
    assertThat(
            check(
                "ms-swift",
                List.of(
                    "sh",
                    "-c",
                    "swift sft --dataset {segment} --val_dataset val.json --deepspeed=ds.json \\\n"
                        + " --max_steps {step} --lr_scheduler_type constant --resume_from_checkpoint"
                        + " 'out/last' --dataset_shuffle false --train_dataloader_shuffle false;"
                        + " echo done")))
        .isEmpty();
  }

  /** A trainer that does not evaluate leaves that to something else, where it may. */
  @Test
  void evaluationThatIsOffHasNoSteps() throws IOException {
    String off = "--eval_strategy no --eval_steps 3";
    assertThat(
            check(
                "trl",
                "--train_sampling_strategy sequential --max_steps {step} --lr_scheduler_type"
                    + " constant "
                    + off))
        .isEmpty();
    assertThat(check("llama-factory", LLAMA + off))
        .singleElement()
        .asString()
        .contains("'eval_strategy' is no in 'command': the log may have no losses by domain");
  }

  @Test
  void swiftChoosesTheStepsThatItAccumulates() throws IOException {
    assertThat(
            check(
                "ms-swift",
                "--dataset_shuffle false --train_dataloader_shuffle false --max_steps {step}"
                    + " --lr_scheduler_type constant --resume_from_checkpoint out/last"
                    + " --per_device_train_batch_size 4"))
        .singleElement()
        .asString()
        .contains("'gradient_accumulation_steps' is not set", "set it so that a step has 32 rows");
  }

  /** Settings in a file behind an equals sign, in a shell's script, or in what is written. */
  @Test
  void settingsAreFoundWhereverTheyAreGiven() throws IOException {
    Files.writeString(
        folder.resolve("my train.yaml"),
        "train_sampling_strategy: sequential\nlr_scheduler_type: constant\n");
    assertThat(check("trl", List.of("trl", "sft", "--config=my train.yaml", "--max_steps={step}")))
        .isEmpty();
    assertThat(
            check(
                "ms-swift",
                List.of(
                    "sh",
                    "-c",
                    "swift sft $(cat versatune/segments/{name}.ms-swift.args) --max_steps {step}"
                        + " --lr_scheduler_type constant --resume_from_checkpoint 'out/last'")))
        .isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check("ms-swift", List.of("bash", "train.sh", "{segment}")))
        .withMessageContaining("'dataset_shuffle' is not set")
        .withMessageContaining("leave 'trainer' out where a program of yours sets it");
  }

  /** The parser of Hugging Face has a flag for each switch that is on by default. */
  @Test
  void aNegatedFlagSwitchesOff() throws IOException {
    String good = "--max_steps {step} --lr_scheduler_type constant --resume_from_checkpoint last";
    assertThat(check("ms-swift", good + " --no_dataset_shuffle --no-train-dataloader-shuffle"))
        .isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check("ms-swift", good + " --no_dataset_shuffle"))
        .withMessageContaining("'train_dataloader_shuffle' is not set")
        .withMessageNotContaining("'dataset_shuffle'");
  }

  /** Without a round after it, no schedule is broken, but the round has no losses at its end. */
  @Test
  void aTrainerThatEndsBeforeTheOnlyRoundIsRefused() throws IOException {
    rounds = 1;
    String trl = "--train_sampling_strategy sequential --max_steps ";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check("trl", trl + "9"))
        .withMessage(
            "the trainer would end before the round: 'max_steps' is 9 in 'command', and the round"
                + " has 10 steps; set it to 10");
    assertThat(check("trl", trl + "10")).isEmpty();
    assertThat(check("trl", trl + "{step}")).isEmpty();
  }

  @Test
  void theHorizonOfAllRoundsHasAWord() throws IOException {
    assertThat(check("trl", "--train_sampling_strategy sequential --max_steps {maxSteps}"))
        .singleElement()
        .asString()
        .contains("'max_steps' is {maxsteps} in 'command'", "has to stop at {step} by itself");
    assertThat(check("trl", "--train_sampling_strategy sequential"))
        .singleElement()
        .asString()
        .contains("'max_steps' is not set");
  }
}
