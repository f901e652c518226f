package org.example.enforced;

import java.util.Map;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.versatune.VersaTune;
import org.versatune.dl4j.MixtureListener;
import org.versatune.dl4j.MultiDomainDataSetIterator;

/** Steers the mixture of two domains while a small network trains. */
public final class Train {
  private Train() {}

  public static void main(String[] arguments) {
    VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .referenceLosses(Map.of("law", 0.1, "code", 0.1))
            .updateEvery(5)
            .seed(42)
            .build();
    DataSetIterator train =
        MultiDomainDataSetIterator.builder(run)
            .source("law", examples(1))
            .source("code", examples(2))
            .batchSize(8)
            .epochBatches(20)
            .build();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(42)
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    network.addListeners(
        MixtureListener.builder(run)
            .validation("law", examples(3))
            .validation("code", examples(4))
            .build());
    network.fit(train, 1);
    System.out.println("Train: " + run.lastUpdate().orElseThrow());
  }

  private static DataSetIterator examples(int seed) {
    INDArray features = Nd4j.rand(seed, new long[] {16, 3});
    INDArray labels = Nd4j.zeros(16, 2);
    for (int row = 0; row < 16; row++) {
      labels.putScalar(row, row % 2, 1);
    }
    return new ListDataSetIterator<>(new DataSet(features, labels).asList(), 8);
  }
}
