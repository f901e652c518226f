// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the guide compiles. */
class GuideTest {
  private static final String HEAD =
      """
      import com.google.common.collect.ImmutableMap;
      import java.nio.file.Path;
      import java.util.Map;
      import org.deeplearning4j.nn.graph.ComputationGraph;
      import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
      import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
      import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
      import org.versatune.DomainDistribution;
      import org.versatune.Feedback;
      import org.versatune.Worker;
      import org.versatune.Snapshot;
      import org.versatune.VersaTune;
      import org.versatune.detection.TextGenerator;
      import org.versatune.dl4j.*;
      import org.versatune.scheduling.Schedulers;

      class Guide {
        MultiLayerNetwork network;
        VersaTune run;
        ComputationGraph graph;
        DataSetIterator law, code, lawValidation, codeValidation;
        MultiDataSetIterator manyLaw, manyCode, manyLawValidation, manyCodeValidation;
        int rank, workers;
      """;

  private static final String SPARK_HEAD =
      """
      import java.util.*;
      import static org.apache.spark.sql.functions.col;
      import org.apache.spark.sql.*;
      import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
      import org.deeplearning4j.spark.api.RDDTrainingApproach;
      import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
      import org.nd4j.linalg.api.ndarray.INDArray;
      import org.nd4j.linalg.dataset.DataSet;
      import org.versatune.*;
      import org.versatune.dl4j.spark.*;

      class Guide {
        SparkSession spark;
        VersaTune run;
        SparkComposer composer;
        MultiLayerNetwork network;
        static native INDArray features(Row row);
        static native INDArray labels(Row row);
      """;

  @Test
  void everyExampleCompiles(@TempDir Path folder) throws Exception {
    assertThat(compiled("dl4j.md", HEAD, folder)).isGreaterThan(4);
  }

  @Test
  void everyExampleOnSparkCompiles(@TempDir Path folder) throws Exception {
    assertThat(compiled("scale.md", SPARK_HEAD, folder)).isEqualTo(2);
  }

  /** Compiles the examples of a page, each as a method after the head; returns how many. */
  private static int compiled(String page, String head, Path folder) throws Exception {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", "docs", page)));
    StringBuilder source = new StringBuilder(head);
    int examples = 0;
    while (block.find()) {
      source.append("void example").append(examples++).append("() {\n").append(block.group(1));
      source.append("}\n");
    }
    Path file = Files.writeString(folder.resolve("Guide.java"), source.append("}\n"));
    ByteArrayOutputStream messages = new ByteArrayOutputStream();

    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                file.toString());

    assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    return examples;
  }
}
