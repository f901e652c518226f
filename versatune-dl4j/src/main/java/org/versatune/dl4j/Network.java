package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The little that this package needs of a network, over the two kinds that Deeplearning4j has, so
 * that everything else is written once.
 *
 * <p>Shapes: features {@code [b, …]}, sequences {@code [b, size, T]} or {@code [b, T]} for ids; n
 * is the number of parameters. A network is not safe for use by several threads; a {@link #view()}
 * has its own activations, but reads the same parameters.
 */
sealed interface Network permits LayerNetwork, GraphNetwork {

  /** The network around a model, or an error that says which kinds there are. */
  static Network of(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      requireInitialised(network.params());
      return new LayerNetwork(network);
    }
    if (model instanceof ComputationGraph graph) {
      requireInitialised(graph.params());
      return new GraphNetwork(graph);
    }
    throw new IllegalArgumentException(
        "a "
            + model.getClass().getName()
            + " cannot be steered; give a MultiLayerNetwork or a"
            + " ComputationGraph with one input and one output");
  }

  private static void requireInitialised(@Nullable INDArray parameters) {
    if (parameters == null || parameters.length() == 0) {
      throw new IllegalArgumentException(
          "the network has no parameters yet: call network.init() before it is used");
    }
  }

  /** The model itself. */
  Model model();

  /**
   * Another network over the same parameters with its own inputs, masks, gradients and recurrent
   * state, without listeners: work on it leaves the original exactly as it was, which matters in
   * the middle of a training step.
   */
  Network view();

  /** A {@link #view()} over a copy of the parameters: it stands still while the original trains. */
  Network still();

  /** A network with a copy of the parameters and the updater's state, without listeners. */
  Network copy();

  /** All parameters as {@code [1, n]}: the array itself, not a copy. */
  INDArray parameters();

  /** The updater's state; null where the updater has none. */
  @Nullable INDArray updaterState();

  /** The configuration as JSON. */
  String configuration();

  /** Iterations done, as the learning rate schedule counts them. */
  int iterations();

  /** Epochs done, as schedules count them. */
  int epochs();

  void setEpochs(int count);

  /** Σ of the loss over examples and unmasked steps, without regularisation, in inference mode. */
  double totalLoss(DataSet batch);

  /** Activations of the output layer in inference mode, outside every workspace. */
  INDArray output(INDArray features, @Nullable INDArray featuresMask);

  /** Activations after one more step from the stored recurrent state. */
  INDArray step(INDArray features);

  /** Forgets the stored recurrent state. */
  void forget();

  /**
   * The gradient of {@link #totalLoss} in training mode as a fresh flat {@code [n]}: summed over
   * the examples, not averaged.
   */
  INDArray gradient(DataSet batch);

  /**
   * Computes the gradient of a batch on the network itself, as the first half of a training step:
   * listeners hear of the passes, and {@link #gradients()} holds the sum over the examples.
   *
   * @return Σ of the loss over examples and unmasked steps, without regularisation
   */
  double backpropagate(DataSet batch);

  /** The gradient computed last as {@code [1, n]}: the array that {@link #takeStep} applies. */
  INDArray gradients();

  /**
   * The second half of a training step: applies {@link #gradients()} as {@code fit} does with the
   * gradient of a batch, which includes the division by the number of examples, regularisation, the
   * updater, the counting of the iteration, its listeners, and constraints.
   *
   * @param batch what listeners find as the input
   * @param loss Σ of the loss over the batch, without regularisation
   */
  void takeStep(DataSet batch, double loss);

  /** Lets go of the masks and inputs of the batch computed last. */
  void forgetBatch();

  /** Whether a batch is trained on whole, or cut into pieces in time. */
  BackpropType backpropagation();

  /** Tells the listeners that an epoch begins. */
  default void startEpoch() {
    for (TrainingListener listener : listeners()) {
      listener.onEpochStart(model());
    }
  }

  /** Tells the listeners that an epoch ends, and counts it. */
  default void endEpoch() {
    for (TrainingListener listener : listeners()) {
      listener.onEpochEnd(model());
    }
    setEpochs(epochs() + 1);
  }

  /** Who hears of training, in order. */
  ImmutableList<TrainingListener> listeners();

  /** The layers in any order. */
  ImmutableList<Layer> layers();

  /** The algorithm of optimisation and its step function, as one configuration of a layer. */
  NeuralNetConfiguration optimisation();

  /** One training step. */
  void fit(DataSet batch);

  /** The layer that computes the loss. */
  Layer outputLayer();

  /** How many iterations training on a batch takes: 1 except with truncated BPTT. */
  int iterationsFor(DataSet batch);

  /** Writes configuration, parameters and updater state. */
  void save(File file) throws IOException;
}
