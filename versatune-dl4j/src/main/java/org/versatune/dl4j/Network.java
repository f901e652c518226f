// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.internal.AtomicFiles;

/**
 * A network of either kind that Deeplearning4j has, with the operations that this package needs.
 *
 * <p>Deeplearning4j's two classes have most methods in common by name, but few by type: {@link
 * #either} calls those. The subclasses hold what really differs.
 *
 * <p>Shapes: features {@code [b, …]}, sequences {@code [b, size, T]} or {@code [b, T]} for ids; n
 * is the number of parameters. A network is not safe for use by several threads; a {@link #view()}
 * has its own activations, but reads the same parameters.
 */
abstract sealed class Network permits LayerNetwork, GraphNetwork {
  private final Model model;
  private final NeuralNetwork trainable;

  <M extends Model & NeuralNetwork> Network(M model) {
    this.model = model;
    this.trainable = model;
  }

  /** Returns the network around a model. The error for another model names the two kinds. */
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
            + " ComputationGraph"
            + (model instanceof Layer
                ? ". Pretraining calls listeners with single layers: add them after it"
                : ""));
  }

  /** As {@link #of}, for what works with one input and one output only; {@code what} says what. */
  static Network single(Model model, String what) {
    Network network = of(model);
    if (model instanceof ComputationGraph graph) {
      checkArgument(
          graph.getNumInputArrays() == 1 && graph.getNumOutputArrays() == 1,
          "a graph with %s inputs and %s outputs was given; %s for a network with one input and"
              + " one output",
          graph.getNumInputArrays(),
          graph.getNumOutputArrays(),
          what);
    }
    return network;
  }

  private static void requireInitialised(@Nullable INDArray parameters) {
    if (parameters == null || parameters.length() == 0) {
      throw new IllegalArgumentException(
          "the network has no parameters yet: call network.init() before it is used");
    }
  }

  // ---- What the two kinds do differently ----

  /** Returns another network with this configuration over an array of parameters. */
  abstract Network over(INDArray parameters);

  /** Copies the state of another network's updater into this one's. */
  abstract void setUpdaterState(INDArray state);

  abstract void setData(Batch batch);

  abstract void setMasks(Batch batch);

  /**
   * Returns the array that is the first input of the batch in training; null where there is none.
   */
  abstract @Nullable INDArray firstInput();

  abstract void applyUpdater(Gradient gradient, int iteration, int epoch, int examples);

  /** Returns the activations of each output in inference mode. */
  abstract ImmutableList<INDArray> activations(List<MaskedArray> features);

  /** Returns the activations after one more step from the stored recurrent state. */
  abstract INDArray step(INDArray features);

  /** Returns the layers by the prefix of their parameters' names. */
  abstract ImmutableMap<String, Layer> layersByName();

  /** Returns the layers that compute the loss, one for each output. */
  abstract ImmutableList<Layer> outputLayers();

  /** Returns the names of the outputs. */
  abstract ImmutableList<String> outputNames();

  /** Returns the number of inputs. */
  abstract int inputs();

  /** Returns the optimisation algorithm and its step function, in a layer's configuration. */
  abstract NeuralNetConfiguration optimisation();

  // ---- What they have in common ----

  private <T> T either(
      Function<MultiLayerNetwork, T> ofLayers, Function<ComputationGraph, T> ofGraph) {
    return model instanceof MultiLayerNetwork network
        ? ofLayers.apply(network)
        : ofGraph.apply((ComputationGraph) model);
  }

  /** Returns the model itself. */
  final Model model() {
    return model;
  }

  /**
   * Returns another network over the same parameters with inputs, masks, gradients and recurrent
   * state of its own and without listeners. Its use does not change the original, which matters in
   * the middle of a training step.
   */
  final Network view() {
    return whole(over(parameters()));
  }

  /** Returns a {@link #view()} over a copy of the parameters, which training does not change. */
  final Network still() {
    return whole(over(parameters().dup()));
  }

  private static Network whole(Network view) {
    // Views compute the gradient of a whole batch, also where training cuts it into pieces.
    view.run(
        network -> network.getLayerWiseConfigurations().setBackpropType(BackpropType.Standard),
        graph -> graph.getConfiguration().setBackpropType(BackpropType.Standard));
    return view;
  }

  /** Returns a network with a copy of the parameters and the updater's state, without listeners. */
  final Network copy() {
    Network copy = over(parameters().dup());
    INDArray state = updaterState();
    if (state != null) {
      copy.setUpdaterState(state.dup());
    }
    return copy;
  }

  /** Returns all parameters as {@code [1, n]}: the array itself, not a copy. */
  final INDArray parameters() {
    return model.params();
  }

  /** Returns the updater's state; null where the updater has none. */
  final @Nullable INDArray updaterState() {
    return trainable.updaterState();
  }

  /** Returns the number of iterations done, as the learning rate schedule counts them. */
  final int iterations() {
    return either(MultiLayerNetwork::getIterationCount, ComputationGraph::getIterationCount);
  }

  /** Returns the number of epochs done, as schedules count them. */
  final int epochs() {
    return either(MultiLayerNetwork::getEpochCount, ComputationGraph::getEpochCount);
  }

  /** Sets the number of epochs done, as schedules count them. */
  final void setEpochs(int count) {
    run(n -> n.setEpochCount(count), graph -> graph.getConfiguration().setEpochCount(count));
  }

  /** Returns the configuration as JSON. */
  final String configuration() {
    return either(n -> n.getLayerWiseConfigurations().toJson(), g -> g.getConfiguration().toJson());
  }

  /** Returns whether a batch is trained on whole, or cut into pieces in time. */
  final BackpropType backpropagation() {
    return either(
        network -> network.getLayerWiseConfigurations().getBackpropType(),
        graph -> graph.getConfiguration().getBackpropType());
  }

  /** Returns how many iterations training on a batch takes: 1 except with truncated BPTT. */
  final int iterationsFor(Batch batch) {
    return backpropagation() == BackpropType.TruncatedBPTT
        ? Scores.truncatedParts(
            batch,
            either(
                network -> network.getLayerWiseConfigurations().getTbpttFwdLength(),
                graph -> graph.getConfiguration().getTbpttFwdLength()))
        : 1;
  }

  /** Returns the listeners in the order in which they are called. */
  final ImmutableList<TrainingListener> listeners() {
    return ImmutableList.copyOf(
        either(MultiLayerNetwork::getListeners, ComputationGraph::getListeners));
  }

  /** Returns the layers in any order. */
  final ImmutableList<Layer> layers() {
    return ImmutableList.copyOf(either(MultiLayerNetwork::getLayers, ComputationGraph::getLayers));
  }

  /**
   * Returns the loss of each output on a batch, over examples and unmasked steps, without
   * regularisation, in inference mode.
   *
   * @param what what the batch is of, as messages name it
   * @throws IllegalArgumentException if the batch has other inputs and outputs than the network
   */
  final ImmutableList<TokenLoss> losses(Batch batch, String what) {
    requireFit(batch, what);
    if (outputLayers().size() > 1) {
      // A score sums over the outputs; there is none of one alone.
      return TokenLosses.of(this, batch).stream()
          .map(TokenLosses::sum)
          .collect(ImmutableList.toImmutableList());
    }
    long tokens = LabelMasks.tokens(batch.labels().get(0));
    return ImmutableList.of(tokens == 0 ? TokenLoss.NONE : new TokenLoss(totalLoss(batch), tokens));
  }

  private double totalLoss(Batch batch) {
    try {
      return totalWithoutRegularisation(
          either(
              n -> n.score(batch.dataSet(), false),
              graph -> graph.score(batch.multiDataSet(), false)),
          batch);
    } finally {
      // A graph would compute the next batch without masks under these.
      clearMasks();
    }
  }

  /**
   * Checks that a batch has as many inputs and outputs as the network.
   *
   * @param what what the batch is of, as messages name it
   * @throws IllegalArgumentException if not
   */
  final void requireFit(Batch batch, String what) {
    int outputs = outputLayers().size();
    checkArgument(
        batch.features().size() == inputs() && batch.labels().size() == outputs,
        "%s gives %s arrays of features and %s of labels; the network has %s inputs and %s"
            + " outputs",
        what,
        batch.features().size(),
        batch.labels().size(),
        inputs(),
        outputs);
  }

  private double totalWithoutRegularisation(double score, Batch batch) {
    return Scores.total(outputLayer(), score - regularisation(), batch);
  }

  private double regularisation() {
    return either(n -> n.calcRegularizationScore(true), g -> g.calcRegularizationScore(true));
  }

  /** Returns the layer that computes the loss of the only output. */
  final Layer outputLayer() {
    return outputLayers().get(0);
  }

  /** Returns the only output's activations in inference mode, outside every workspace. */
  final INDArray output(INDArray features, @Nullable INDArray featuresMask) {
    return outputs(ImmutableList.of(new MaskedArray(features, featuresMask))).get(0);
  }

  /** Returns each output's activations in inference mode, outside every workspace. */
  final ImmutableList<INDArray> outputs(List<MaskedArray> features) {
    try {
      return activations(features);
    } finally {
      clearMasks();
    }
  }

  /** Clears the stored recurrent state. */
  final void forget() {
    run(MultiLayerNetwork::rnnClearPreviousState, ComputationGraph::rnnClearPreviousState);
  }

  private void clearMasks() {
    run(MultiLayerNetwork::clearLayerMaskArrays, ComputationGraph::clearLayerMaskArrays);
  }

  /** Clears the masks and inputs of the batch computed last. */
  final void forgetBatch() {
    clearMasks();
    run(MultiLayerNetwork::clearLayersStates, ComputationGraph::clearLayersStates);
  }

  private void run(Consumer<MultiLayerNetwork> ofLayers, Consumer<ComputationGraph> ofGraph) {
    if (model instanceof MultiLayerNetwork network) {
      ofLayers.accept(network);
    } else {
      ofGraph.accept((ComputationGraph) model);
    }
  }

  /**
   * Returns the gradient of the loss of all outputs in training mode as a fresh flat {@code [n]}:
   * summed over the examples, not averaged.
   */
  final INDArray gradient(Batch batch, String what) {
    requireFit(batch, what);
    try {
      computeGradient(batch);
      return Gradients.flat(model.gradient(), layersByName());
    } finally {
      forgetBatch();
    }
  }

  private void computeGradient(Batch batch) {
    setMasks(batch);
    setData(batch);
    model.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
  }

  /**
   * Computes the gradient of a batch on the network itself, as the first half of a training step:
   * it calls the listeners of both passes, and {@link #gradients()} holds the sum over the
   * examples.
   *
   * @return Σ of the loss over examples and unmasked steps, without regularisation
   */
  final double backpropagate(Batch batch) {
    computeGradient(batch);
    return totalWithoutRegularisation(model.score(), batch);
  }

  /**
   * Returns the gradient computed last as {@code [1, n]}: the array that {@link #takeStep} applies.
   */
  final INDArray gradients() {
    return model.getGradientsViewArray();
  }

  /**
   * Applies {@link #gradients()} as {@code fit} applies the gradient of a batch, as the second half
   * of a training step: it divides by the number of examples, regularises, updates, counts the
   * iteration, calls the listeners, and applies constraints.
   *
   * @param batch what listeners find as the input
   * @param loss Σ of the loss over the batch, without regularisation
   */
  final void takeStep(Batch batch, double loss) {
    setData(batch);
    double score = Scores.of(outputLayer(), loss, batch) + regularisation();
    run(n -> n.setScore(score), graph -> graph.setScore(score));
    for (TrainingListener listener : listeners()) {
      listener.onGradientCalculation(model);
    }
    int iteration = iterations();
    applyUpdater(model.gradient(), iteration, epochs(), batch.examples());
    INDArray parameters = parameters();
    parameters.subi(gradients().reshape(parameters.shape()));
    for (TrainingListener listener : listeners()) {
      listener.iterationDone(model, iteration, epochs());
    }
    run(
        network -> network.setIterationCount(iteration + 1),
        graph -> graph.getConfiguration().setIterationCount(iteration + 1));
    model.applyConstraints(iteration + 1, epochs());
  }

  /** Calls the listeners at the beginning of an epoch. */
  final void startEpoch() {
    for (TrainingListener listener : listeners()) {
      listener.onEpochStart(model);
    }
  }

  /** Calls the listeners at the end of an epoch, and counts it. */
  final void endEpoch() {
    for (TrainingListener listener : listeners()) {
      listener.onEpochEnd(model);
    }
    setEpochs(epochs() + 1);
  }

  /** Makes one training step. */
  final void fit(DataSet batch) {
    trainable.fit(batch);
  }

  /**
   * Reads what {@link #save} wrote of a model of the same kind.
   *
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  static Network read(Model like, Path file) {
    try {
      return of(
          like instanceof MultiLayerNetwork
              ? ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true)
              : ModelSerializer.restoreComputationGraph(file.toFile(), true));
    } catch (IOException e) {
      throw AtomicFiles.failure("read", "network", file, e);
    }
  }

  /** Writes configuration, parameters and updater state. */
  final void save(File file) throws IOException {
    ModelSerializer.writeModel(model, file, true);
  }
}
