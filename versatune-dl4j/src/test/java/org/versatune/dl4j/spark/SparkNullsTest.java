// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.DomainDistribution;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.sweep.NullSweep;
import org.versatune.sweep.PublicApi;
import org.versatune.sweep.Samples;

/**
 * Calls everything public of the package with a null, and wants an error that names the parameter.
 */
class SparkNullsTest {
  private static final ImmutableList<String> NAMES = ImmutableList.of("code", "law");

  @Test
  void everyNullIsNamed(@TempDir Path folder) throws Exception {
    LocalSpark.jsonLines(folder.resolve("law.jsonl"), "law", 0, 10, 9);
    LocalSpark.jsonLines(folder.resolve("code.jsonl"), "code", 0, 10, 9);
    Dataset<Row> read = LocalSpark.session().read().json(folder.toString());
    SparkRows rows = SparkRows.builder().byColumn(read, "domain").open();
    Samples samples =
        new Samples("domain", "num_tokens")
            .add(Dataset.class, () -> read)
            .add(Column.class, () -> lit(1))
            .add(SparkRows.class, () -> rows)
            .add(SparkRows.Builder.class, SparkRows::builder)
            .add(VersaTune.class, SparkNullsTest::run)
            .add(Snapshot.class, () -> run().snapshot())
            .add(DomainDistribution.class, () -> DomainDistribution.uniform(NAMES))
            .add(SparkRound.class, () -> SparkComposer.of(run(), rows).rows(3))
            .add(SparkComposer.class, () -> SparkComposer.of(run(), rows))
            .add(SparkSession.class, LocalSpark::session)
            .add(Model.class, SparkTrainingTest::layers)
            .add(
                TrainingMaster.class, () -> new ParameterAveragingTrainingMaster.Builder(1).build())
            .argument("Builder.examples.maker", () -> (RowExample) row -> new DataSet())
            .add(
                SparkTraining.Builder.class,
                () ->
                    SparkTraining.builder(
                        SparkComposer.of(run(), rows), SparkTrainingTest.layers()))
            .add(WeightUpdate.class, () -> WeightUpdate.of(DomainDistribution.uniform(NAMES)));
    NullSweep sweep = new NullSweep(samples);

    assertThat(
            sweep.over(
                PublicApi.classes("org.versatune.dl4j.spark", "versatune-dl4j/target/classes/")
                    .stream()
                    .filter(type -> type != RowExample.class) // Which users write.
                    .collect(ImmutableList.toImmutableList())))
        .isEmpty();
    assertThat(sweep.calls()).isGreaterThan(10);
  }

  private static VersaTune run() {
    return VersaTune.builder().domains(NAMES).build();
  }
}
