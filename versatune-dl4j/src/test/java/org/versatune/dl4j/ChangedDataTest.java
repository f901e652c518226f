// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.Worker;

/** What a resumed run notices of data that are not those that it was saved with. */
class ChangedDataTest {
  private static final int BATCH = 8;

  private static VersaTune run() {
    return VersaTune.builder().domains("law", "code").build();
  }

  private static MultiDomainDataSetIterator.Builder plain(
      VersaTune run, DataSet law, DataSet code) {
    return MultiDomainDataSetIterator.builder(run)
        .source("law", SmallData.iterator(law, 3))
        .source("code", SmallData.iterator(code, 4))
        .batchSize(BATCH)
        .epochBatches(100);
  }

  private static Snapshot savedAfter(int batches, VersaTune run, DataSet law, DataSet code) {
    draw(plain(run, law, code).build(), batches);
    return Snapshot.fromJson(run.snapshot().toJson());
  }

  private static List<List<String>> draw(MultiDomainDataSetIterator iterator, int batches) {
    List<List<String>> drawn = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      drawn.add(Runs.content(iterator.next()));
    }
    return drawn;
  }

  private static DataSet withOther(DataSet data, int example) {
    DataSet changed = data.copy();
    changed.getFeatures().putScalar(example, 2, 7);
    return changed;
  }

  @Test
  void everyExampleOfThePassIsCompared() {
    DataSet law = SmallData.rows(0, 0, 20);
    DataSet code = SmallData.rows(1, 0, 20);
    Snapshot saved = savedAfter(3, run(), law, code);

    // 24 draws, 12 of each domain.
    for (int example = 1; example < 12; example++) {
      DataSet changed = withOther(code, example);
      assertThatIllegalStateException()
          .isThrownBy(() -> plain(VersaTune.resume(saved), law, changed).build())
          .withMessageContaining("domain 'code': its source gives other examples")
          .withMessageContaining("the 12 taken in this pass")
          .withMessageContaining("acceptChanges()");
    }
    DataSet later = withOther(code, 12);
    assertThat(draw(plain(VersaTune.resume(saved), law, later).build(), 1)).hasSize(1);
    DataSet changed = withOther(code, 5);
    assertThat(plain(VersaTune.resume(saved), law, changed).acceptChanges().build().hasNext())
        .isTrue();
  }

  @Test
  void theExamplesOfOtherWorkersAreComparedToo() {
    DataSet law = SmallData.rows(0, 0, 20);
    DataSet code = SmallData.rows(1, 0, 20);
    VersaTune worker = VersaTune.builder().domains("law", "code").worker(Worker.of(0, 2)).build();
    Snapshot saved = savedAfter(1, worker, law, code);

    for (int example = 1; example < BATCH; example++) {
      DataSet changed = withOther(code, example);
      assertThatIllegalStateException()
          .isThrownBy(() -> plain(VersaTune.resume(saved), law, changed).build())
          .withMessageContaining("domain 'code': its source gives other examples");
    }
  }

  @Test
  void examplesThatWereAppendedAreNoticedBeforeTheyAreUsed() {
    DataSet law = SmallData.rows(0, 0, 20);
    DataSet code = SmallData.rows(1, 0, 9);
    Snapshot saved = savedAfter(3, run(), law, code);

    MultiDomainDataSetIterator longer =
        plain(VersaTune.resume(saved), law, SmallData.rows(1, 0, 10)).build();
    // 12 of code's were taken: the second pass ends after 6 more.
    List<List<String>> before = draw(longer, 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> draw(longer, 1))
        .withMessageContaining("domain 'code': its source gives more than the 9 examples")
        .withMessageContaining("acceptChanges()");
    MultiDomainDataSetIterator shorter =
        plain(VersaTune.resume(saved), law, SmallData.rows(1, 0, 8)).build();
    assertThat(draw(shorter, 1)).isEqualTo(before);
    assertThatIllegalStateException()
        .isThrownBy(() -> draw(shorter, 1))
        .withMessageContaining("domain 'code': its source gives fewer than the 9 examples");
    assertThat(
            draw(
                plain(VersaTune.resume(saved), law, SmallData.rows(1, 0, 10))
                    .acceptChanges()
                    .build(),
                9))
        .hasSize(9);
    // The same data, resumed twice over, and the first pass after the saved one is as long.
    VersaTune again = VersaTune.resume(saved);
    draw(plain(again, law, code).build(), 4);
    assertThat(draw(plain(VersaTune.resume(again.snapshot()), law, code).build(), 3)).hasSize(3);
  }

  @Test
  void masksAreCompared() {
    DataSet sequences = SmallData.sequences(3, 20, 6, true, SmallData.Masks.BOTH);
    DataSet other = sequences.copy();
    INDArray mask = other.getLabelsMaskArray();
    mask.putScalar(2, 0, 0);
    VersaTune run = VersaTune.builder().domains("law").build();
    draw(one(run, sequences), 1);
    Snapshot saved = run.snapshot();

    assertThatIllegalStateException()
        .isThrownBy(() -> one(VersaTune.resume(saved), other))
        .withMessageContaining("domain 'law': its source gives other examples");
    VersaTune seekable = VersaTune.builder().domains("law").build();
    DataSet first = (DataSet) sequences.getRange(0, 1);
    draw(seekable(seekable, first), 1);
    DataSet firstMasked = first.copy();
    firstMasked.getLabelsMaskArray().putScalar(0, 0, 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> seekable(VersaTune.resume(seekable.snapshot()), firstMasked))
        .withMessageContaining("domain 'law': its source begins with another mask");
  }

  private static MultiDomainDataSetIterator one(VersaTune run, DataSet data) {
    return MultiDomainDataSetIterator.builder(run)
        .source("law", SmallData.iterator(data, 3))
        .batchSize(BATCH)
        .epochBatches(9)
        .build();
  }

  private static MultiDomainDataSetIterator seekable(VersaTune run, DataSet data) {
    return MultiDomainDataSetIterator.builder(run)
        .source("law", new CountingSource(data))
        .batchSize(BATCH)
        .epochBatches(9)
        .build();
  }

  @Test
  void snapshotsThatDoNotKnowTheExamplesAreResumed() throws Exception {
    URL old = Objects.requireNonNull(ChangedDataTest.class.getResource("v1/two-sources.json"));
    Snapshot saved = Snapshot.read(Path.of(old.toURI()));
    assertThat(saved.toJson()).doesNotContain("passed", "passLength", "Masks");
    MultiDomainDataSetIterator whole = mixed(run(), SmallData.rows(1, 0, 5));
    draw(whole, 3);

    assertThat(draw(mixed(VersaTune.resume(saved), SmallData.rows(1, 0, 5)), 5))
        .isEqualTo(draw(whole, 5));
    assertThatIllegalStateException()
        .isThrownBy(() -> mixed(VersaTune.resume(saved), SmallData.rows(1, 1, 5)))
        .withMessageContaining("domain 'code': its source begins with another example");
  }

  private static MultiDomainDataSetIterator mixed(VersaTune run, DataSet code) {
    return MultiDomainDataSetIterator.builder(run)
        .source("law", ShuffledDataSetIterator.of(SmallData.rows(0, 0, 20), 1))
        .source("code", SmallData.iterator(code, 4))
        .batchSize(BATCH)
        .epochBatches(100)
        .build();
  }

  @Test
  void theSourcesOwnBatchesMayHaveAnotherSize() {
    DataSet law = SmallData.rows(0, 0, 20);
    DataSet code = SmallData.rows(1, 0, 20);
    Snapshot saved = savedAfter(3, run(), law, code);
    VersaTune resumed = VersaTune.resume(saved);

    MultiDomainDataSetIterator iterator =
        MultiDomainDataSetIterator.builder(resumed)
            .source("law", new ListDataSetIterator<>(law.asList(), 1))
            .source("code", new ListDataSetIterator<>(code.asList(), 20))
            .batchSize(BATCH)
            .epochBatches(100)
            .build();

    assertThat(draw(iterator, 3))
        .isEqualTo(draw(plain(VersaTune.resume(saved), law, code).build(), 3));
  }

  @Test
  void fingerprintsDependOnTheOrder() {
    DataSet two = new DataSet(Nd4j.eye(2), Nd4j.ones(2, 2));
    List<Example> examples = Example.of("law", two);

    assertThat(after(examples.get(0), examples.get(1)).passed())
        .isNotEqualTo(after(examples.get(1), examples.get(0)).passed())
        .isNotZero();
  }

  private static SourcePosition after(Example... examples) {
    SourcePosition position = SourcePosition.START;
    for (Example example : examples) {
      position = position.after(example.fingerprint());
    }
    return position;
  }
}
