// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import com.google.common.collect.Iterators;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.internal.Listed;

/**
 * Makes the examples of a round, and refuses one that has other masks than the first of the round:
 * Deeplearning4j merges examples into batches and puts the masks in the wrong places, silently.
 *
 * <p>What the first example has is found before the others are made and sent along, so it makes no
 * difference which examples come into the same partition. A training master counts the examples of
 * a round, or writes them to files, before it trains on any of them: where one is refused, nothing
 * has been trained.
 */
final class AlikeMasks implements Serializable {
  private static final long serialVersionUID = 1;

  private final Maker maker;
  private final First first;

  private AlikeMasks(Maker maker, First first) {
    this.maker = maker;
    this.first = first;
  }

  /**
   * The examples of rows.
   *
   * @param rows in the order of their draws, at least one
   * @param maker makes an example of a row
   * @param drawAt the place of the number of the draw in a row
   * @param domainAt the place of the domain in a row
   */
  static JavaRDD<DataSet> examples(JavaRDD<Row> rows, RowExample maker, int drawAt, int domainAt) {
    Maker made = new Maker(maker, drawAt, domainAt);
    AlikeMasks masks = new AlikeMasks(made, rows.map(made::first).first());
    return rows.mapPartitions(of -> Iterators.transform(of, masks::example));
  }

  private DataSet example(Row row) {
    DataSet example = maker.example(row);
    requireAlike("features", row, example.getFeaturesMaskArray() != null, first.hasFeatures);
    requireAlike("labels", row, example.getLabelsMaskArray() != null, first.hasLabels);
    return example;
  }

  private void requireAlike(String what, Row row, boolean has, boolean firstHas) {
    if (has != firstHas) {
      throw new IllegalStateException(
          "the example of %s has %s mask of its %s, and that of %s has %s: "
                  .formatted(
                      maker.name(row),
                      has ? "a" : "no",
                      what,
                      first.name,
                      firstHas ? "one" : "none")
              + "Deeplearning4j would merge them in the wrong places; give each example a mask, of"
              + " ones where all counts");
    }
  }

  /**
   * The example of a row.
   *
   * @param name what messages call the row
   * @throws IllegalArgumentException if it is none, or more than one
   */
  static DataSet exampleOf(RowExample maker, Row row, Supplier<String> name) {
    DataSet example = maker.example(row);
    if (example == null) {
      throw new IllegalArgumentException("examples(row -> …) made no example of " + name.get());
    }
    INDArray features = example.getFeatures();
    if (features == null || features.rank() < 2 || features.size(0) != 1) {
      throw new IllegalArgumentException(
          "examples(row -> …) made features of shape %s of %s; make one example of a row: the first"
                  .formatted(
                      features == null ? "[]" : Arrays.toString(features.shape()), name.get())
              + " dimension is 1");
    }
    return example;
  }

  /** What messages call the first example, and which masks it has. Every serializer knows it. */
  private static final class First implements Serializable {
    private static final long serialVersionUID = 1;

    private final String name;
    private final boolean hasFeatures;
    private final boolean hasLabels;

    First(String name, boolean hasFeatures, boolean hasLabels) {
      this.name = name;
      this.hasFeatures = hasFeatures;
      this.hasLabels = hasLabels;
    }
  }

  /** Makes examples of rows that were drawn. */
  private static final class Maker implements Serializable {
    private static final long serialVersionUID = 1;

    private final RowExample maker;
    private final int drawAt;
    private final int domainAt;

    Maker(RowExample maker, int drawAt, int domainAt) {
      this.maker = maker;
      this.drawAt = drawAt;
      this.domainAt = domainAt;
    }

    DataSet example(Row row) {
      return exampleOf(maker, row, () -> name(row));
    }

    First first(Row row) {
      DataSet example = example(row);
      return new First(
          name(row), example.getFeaturesMaskArray() != null, example.getLabelsMaskArray() != null);
    }

    String name(Row row) {
      return "draw %s (domain '%s')".formatted(row.get(drawAt), Listed.one(row.get(domainAt)));
    }
  }
}
