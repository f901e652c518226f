package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** A {@link ComputationGraph} with one input and one output. */
record GraphNetwork(ComputationGraph model) implements Network {

  GraphNetwork {
    checkArgument(
        model.getNumInputArrays() == 1 && model.getNumOutputArrays() == 1,
        "a graph with %s inputs and %s outputs cannot be steered; domains are mixed for graphs with"
            + " one input and one output",
        model.getNumInputArrays(),
        model.getNumOutputArrays());
  }

  @Override
  public Network view() {
    return view(model.params());
  }

  @Override
  public Network still() {
    return view(model.params().dup());
  }

  private Network view(INDArray parameters) {
    ComputationGraph view = over(parameters);
    // A gradient of a whole batch is wanted here, also where training cuts it into pieces.
    view.getConfiguration().setBackpropType(BackpropType.Standard);
    return new GraphNetwork(view);
  }

  @Override
  public Network copy() {
    // Not clone(): that shares the collection of listeners with the original.
    ComputationGraph copy = over(model.params().dup());
    INDArray state = model.updaterState();
    if (state != null) {
      copy.getUpdater().setStateViewArray(state.dup());
    }
    return new GraphNetwork(copy);
  }

  private ComputationGraph over(INDArray parameters) {
    ComputationGraph other = new ComputationGraph(model.getConfiguration().clone());
    other.init(parameters, false);
    for (Layer layer : model.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      if (layer instanceof FrozenLayer && !(other.getLayer(name) instanceof FrozenLayer)) {
        other.getVertex(name).setLayerAsFrozen();
      }
    }
    return other;
  }

  @Override
  public INDArray parameters() {
    return model.params();
  }

  @Override
  public @Nullable INDArray updaterState() {
    return model.updaterState();
  }

  @Override
  public String configuration() {
    return model.getConfiguration().toJson();
  }

  @Override
  public int iterations() {
    return model.getIterationCount();
  }

  @Override
  public int epochs() {
    return model.getEpochCount();
  }

  @Override
  public void setEpochs(int count) {
    model.getConfiguration().setEpochCount(count);
  }

  @Override
  public double totalLoss(DataSet batch) {
    try {
      return Scores.total(
          outputLayer(), model.score(batch, false) - model.calcRegularizationScore(true), batch);
    } finally {
      // Otherwise the next batch without masks would still be computed under these.
      model.clearLayerMaskArrays();
    }
  }

  @Override
  public INDArray output(INDArray features, @Nullable INDArray featuresMask) {
    try {
      return model
          .output(
              false,
              new INDArray[] {features},
              featuresMask == null ? null : new INDArray[] {featuresMask})[0];
    } finally {
      model.clearLayerMaskArrays();
    }
  }

  @Override
  public INDArray step(INDArray features) {
    return model.rnnTimeStep(features)[0];
  }

  @Override
  public void forget() {
    model.rnnClearPreviousState();
  }

  @Override
  public INDArray gradient(DataSet batch) {
    try {
      model.setLayerMaskArrays(
          masks(batch.getFeaturesMaskArray()), masks(batch.getLabelsMaskArray()));
      model.setInputs(batch.getFeatures());
      model.setLabels(batch.getLabels());
      model.computeGradientAndScore();
      Map<String, Layer> owners = new LinkedHashMap<>();
      for (Layer layer : model.getLayers()) {
        owners.put(layer.conf().getLayer().getLayerName(), layer);
      }
      return Gradients.flat(model.gradient(), owners);
    } finally {
      model.clearLayerMaskArrays();
      model.clearLayersStates();
    }
  }

  private static INDArray @Nullable [] masks(@Nullable INDArray mask) {
    return mask == null ? null : new INDArray[] {mask};
  }

  @Override
  public double backpropagate(DataSet batch) {
    model.setLayerMaskArrays(
        masks(batch.getFeaturesMaskArray()), masks(batch.getLabelsMaskArray()));
    model.setInputs(batch.getFeatures());
    model.setLabels(batch.getLabels());
    model.computeGradientAndScore();
    return Scores.total(outputLayer(), model.score() - model.calcRegularizationScore(true), batch);
  }

  @Override
  public INDArray gradients() {
    return model.getFlattenedGradients();
  }

  @Override
  public void takeStep(DataSet batch, double loss) {
    int examples = batch.numExamples();
    model.setInputs(batch.getFeatures());
    model.setLabels(batch.getLabels());
    model.setScore(Scores.of(outputLayer(), loss, batch) + model.calcRegularizationScore(true));
    for (TrainingListener listener : model.getListeners()) {
      listener.onGradientCalculation(model);
    }
    int iteration = iterations();
    model
        .getUpdater()
        .update(model.gradient(), iteration, epochs(), examples, LayerWorkspaceMgr.noWorkspaces());
    INDArray parameters = model.params();
    parameters.subi(model.getFlattenedGradients().reshape(parameters.shape()));
    for (TrainingListener listener : model.getListeners()) {
      listener.iterationDone(model, iteration, epochs());
    }
    model.getConfiguration().setIterationCount(iteration + 1);
    model.applyConstraints(iteration + 1, epochs());
  }

  @Override
  public void forgetBatch() {
    model.clearLayerMaskArrays();
    model.clearLayersStates();
  }

  @Override
  public BackpropType backpropagation() {
    return model.getConfiguration().getBackpropType();
  }

  @Override
  public ImmutableList<TrainingListener> listeners() {
    return ImmutableList.copyOf(model.getListeners());
  }

  @Override
  public ImmutableList<Layer> layers() {
    return ImmutableList.copyOf(model.getLayers());
  }

  @Override
  public NeuralNetConfiguration optimisation() {
    return model.getConfiguration().getDefaultConfiguration();
  }

  @Override
  public void fit(DataSet batch) {
    model.fit(batch);
  }

  @Override
  public Layer outputLayer() {
    return model.getOutputLayer(0);
  }

  @Override
  public int iterationsFor(DataSet batch) {
    ComputationGraphConfiguration configuration = model.getConfiguration();
    return configuration.getBackpropType() == BackpropType.TruncatedBPTT
        ? Scores.truncatedParts(batch, configuration.getTbpttFwdLength())
        : 1;
  }

  @Override
  public void save(File file) throws IOException {
    ModelSerializer.writeModel(model, file, true);
  }
}
