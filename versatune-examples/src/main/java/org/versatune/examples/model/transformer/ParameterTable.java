// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The weight matrices of a layer, in the order in which they lie in its flat vector, each in C
 * order, and how they begin: normally distributed around 0.
 */
record ParameterTable(ImmutableList<Matrix> matrices) implements ParamInitializer {

  /**
   * One matrix.
   *
   * @param deviation standard deviation of its initial values
   */
  record Matrix(String name, long rows, long columns, double deviation) {
    long length() {
      return Math.multiplyExact(rows, columns);
    }
  }

  static ParameterTable of(Matrix... matrices) {
    return new ParameterTable(ImmutableList.copyOf(matrices));
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration configuration, INDArray flat, boolean initialise) {
    Map<String, INDArray> views = views(flat);
    for (Matrix matrix : matrices) {
      configuration.addVariable(matrix.name());
      if (initialise) {
        INDArray view = requireNonNull(views.get(matrix.name()));
        view.assign(Nd4j.randn(flat.dataType(), view.shape()).muli(matrix.deviation()));
      }
    }
    return views;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration configuration, INDArray flat) {
    return views(flat);
  }

  private Map<String, INDArray> views(INDArray flat) {
    INDArray vector = flat.reshape(flat.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long from = 0;
    for (Matrix matrix : matrices) {
      long to = from + matrix.length();
      views.put(
          matrix.name(),
          vector
              .get(NDArrayIndex.interval(from, to))
              .reshape('c', matrix.rows(), matrix.columns()));
      from = to;
    }
    return views;
  }

  @Override
  public long numParams(NeuralNetConfiguration configuration) {
    return numParams(configuration.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return matrices.stream().mapToLong(Matrix::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return matrices.stream().map(Matrix::name).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return paramKeys(layer).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }
}
