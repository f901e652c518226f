// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import java.util.Collection;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * Configures the output of a language model: a softmax over the vocabulary at each position, with
 * cross-entropy against ids as the loss.
 *
 * <p>Reads {@code [b, nIn, T]}, gives probabilities {@code [b, nOut, T]}, learns from labels {@code
 * [b, 1, T]} of ids with an optional mask {@code [b, T]}. It computes what an {@code
 * RnnOutputLayer} with {@code LossSparseMCXENT} does, from the same parameters, in a fifth of the
 * time: see {@link NextTokenOutputLayer}.
 */
public final class NextTokenOutput extends BaseOutputLayer {
  private static final long serialVersionUID = 1;

  /** For reading from JSON. */
  private NextTokenOutput() {}

  /**
   * Makes an output whose weights begin with variance 1/width.
   *
   * @param width values at a position that it reads
   * @param vocabulary tokens that it predicts
   */
  public NextTokenOutput(int width, int vocabulary) {
    super(
        new OutputLayer.Builder(new LossSparseMCXENT())
            .activation(Activation.SOFTMAX)
            .weightInit(WeightInit.LECUN_NORMAL)
            .nIn(width)
            .nOut(vocabulary));
  }

  @Override
  public ParamInitializer initializer() {
    return DefaultParamInitializer.getInstance();
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration configuration,
      @Nullable Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    NextTokenOutputLayer layer = new NextTokenOutputLayer(configuration, type);
    return SequenceLayer.ready(layer, configuration, listeners, index, parameters, initialise);
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return SequenceLayer.outputType(getNOut(), input);
  }

  /** Leaves the sizes as they were given. */
  @Override
  public void setNIn(InputType input, boolean override) {}

  @Override
  public @Nullable InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }
}
