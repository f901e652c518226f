package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** A {@link MultiLayerNetwork}. */
record LayerNetwork(MultiLayerNetwork model) implements Network {

  @Override
  public Network view() {
    return view(model.params());
  }

  @Override
  public Network still() {
    return view(model.params().dup());
  }

  private Network view(INDArray parameters) {
    MultiLayerNetwork view = over(parameters);
    // A gradient of a whole batch is wanted here, also where training cuts it into pieces.
    view.getLayerWiseConfigurations().setBackpropType(BackpropType.Standard);
    return new LayerNetwork(view);
  }

  @Override
  public Network copy() {
    MultiLayerNetwork copy = over(model.params().dup());
    INDArray state = model.updaterState();
    if (state != null) {
      copy.getUpdater().setStateViewArray(copy, state.dup(), false);
    }
    return new LayerNetwork(copy);
  }

  private MultiLayerNetwork over(INDArray parameters) {
    MultiLayerNetwork other = new MultiLayerNetwork(model.getLayerWiseConfigurations().clone());
    other.init(parameters, false);
    Layer[] layers = other.getLayers();
    for (int i = 0; i < layers.length; i++) {
      if (model.getLayer(i) instanceof FrozenLayer && !(layers[i] instanceof FrozenLayer)) {
        layers[i] = new FrozenLayer(layers[i]);
      }
    }
    other.setLayers(layers);
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
    return model.getLayerWiseConfigurations().toJson();
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
    model.setEpochCount(count);
  }

  @Override
  public double totalLoss(DataSet batch) {
    try {
      return Scores.total(
          outputLayer(), model.score(batch, false) - model.calcRegularizationScore(true), batch);
    } finally {
      model.clearLayerMaskArrays();
    }
  }

  @Override
  public INDArray output(INDArray features, @Nullable INDArray featuresMask) {
    try {
      return model.output(features, false, featuresMask, null);
    } finally {
      model.clearLayerMaskArrays();
    }
  }

  @Override
  public INDArray step(INDArray features) {
    return model.rnnTimeStep(features);
  }

  @Override
  public void forget() {
    model.rnnClearPreviousState();
  }

  @Override
  public INDArray gradient(DataSet batch) {
    try {
      model.setLayerMaskArrays(batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
      model.setInput(batch.getFeatures());
      model.setLabels(batch.getLabels());
      model.computeGradientAndScore();
      Map<String, Layer> owners = new LinkedHashMap<>();
      for (int i = 0; i < model.getnLayers(); i++) {
        owners.put(Integer.toString(i), model.getLayer(i));
      }
      return Gradients.flat(model.gradient(), owners);
    } finally {
      model.clearLayerMaskArrays();
      model.clearLayersStates();
    }
  }

  @Override
  public double backpropagate(DataSet batch) {
    model.setLayerMaskArrays(batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
    model.setInput(batch.getFeatures());
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
    model.setInput(batch.getFeatures());
    model.setLabels(batch.getLabels());
    model.setScore(Scores.of(outputLayer(), loss, batch) + model.calcRegularizationScore(true));
    for (TrainingListener listener : model.getListeners()) {
      listener.onGradientCalculation(model);
    }
    int iteration = iterations();
    model
        .getUpdater()
        .update(
            model,
            model.gradient(),
            iteration,
            epochs(),
            examples,
            LayerWorkspaceMgr.noWorkspaces());
    INDArray parameters = model.params();
    parameters.subi(model.getFlattenedGradients().reshape(parameters.shape()));
    for (TrainingListener listener : model.getListeners()) {
      listener.iterationDone(model, iteration, epochs());
    }
    model.getLayerWiseConfigurations().setIterationCount(iteration + 1);
    model.applyConstraints(iteration + 1, epochs());
  }

  @Override
  public void forgetBatch() {
    model.clearLayerMaskArrays();
    model.clearLayersStates();
  }

  @Override
  public BackpropType backpropagation() {
    return model.getLayerWiseConfigurations().getBackpropType();
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
    return model.getLayerWiseConfigurations().getConf(0);
  }

  @Override
  public void fit(DataSet batch) {
    model.fit(batch);
  }

  @Override
  public Layer outputLayer() {
    return model.getOutputLayer();
  }

  @Override
  public int iterationsFor(DataSet batch) {
    MultiLayerConfiguration configuration = model.getLayerWiseConfigurations();
    return configuration.getBackpropType() == BackpropType.TruncatedBPTT
        ? Scores.truncatedParts(batch, configuration.getTbpttFwdLength())
        : 1;
  }

  @Override
  public void save(File file) throws IOException {
    ModelSerializer.writeModel(model, file, true);
  }
}
