// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the configurations of this package's layers with weights share: the output is sequences
 * {@code [b, nOut, T]}, and all sizes are given, none inferred.
 */
abstract class SequenceLayer extends FeedForwardLayer {
  private static final long serialVersionUID = 1;

  /** For reading from JSON. */
  SequenceLayer() {}

  SequenceLayer(long in, long out) {
    // Of a builder, the constructor above reads what every layer with weights has.
    super(new DenseLayer.Builder().nIn(in).nOut(out));
    checkArgument(in > 0 && out > 0, "a layer from %s to %s values", in, out);
  }

  /** Returns what tells this layer from others of its class from as many values to as many. */
  abstract ImmutableList<?> settings();

  @Override
  public abstract ParameterTable initializer();

  abstract StepwiseLayer<?> layer(NeuralNetConfiguration configuration, DataType type);

  @Override
  public final Layer instantiate(
      NeuralNetConfiguration configuration,
      @Nullable Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    Layer layer = layer(configuration, type);
    return ready(layer, configuration, listeners, index, parameters, initialise);
  }

  /** Gives a layer what all layers get. */
  static Layer ready(
      Layer layer,
      NeuralNetConfiguration configuration,
      @Nullable Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise) {
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(
        configuration.getLayer().initializer().init(configuration, parameters, initialise));
    layer.setConf(configuration);
    return layer;
  }

  @Override
  public final InputType getOutputType(int index, InputType input) {
    return outputType(getNOut(), input);
  }

  static InputType outputType(long size, InputType input) {
    long steps =
        input instanceof InputType.InputTypeRecurrent sequences
            ? sequences.getTimeSeriesLength()
            : input instanceof InputType.InputTypeFeedForward ids ? ids.getSize() : -1;
    return InputType.recurrent(size, steps, RNNFormat.NCW);
  }

  /** Leaves the sizes as they were given. */
  @Override
  public final void setNIn(InputType input, boolean override) {}

  @Override
  public final @Nullable InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public final LayerMemoryReport getMemoryReport(InputType input) {
    long parameters = initializer().numParams(this);
    return new LayerMemoryReport.Builder(
            getLayerName(), getClass(), input, outputType(getNOut(), input))
        .standardMemory(parameters, getIUpdater().stateSize(parameters))
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof SequenceLayer layer
        && layer.getClass() == getClass()
        && layer.settings().equals(settings());
  }

  @Override
  public final int hashCode() {
    return Objects.hash(super.hashCode(), settings());
  }
}
