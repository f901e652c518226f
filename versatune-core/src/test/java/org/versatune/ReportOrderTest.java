// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.scheduling.Schedulers;

/** What is written down does not depend on the order of a trainer's maps. */
class ReportOrderTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");

  @TempDir Path folder;

  private static ImmutableMap<String, Double> numbers(ImmutableList<String> order, double more) {
    ImmutableMap.Builder<String, Double> numbers = ImmutableMap.builder();
    order.forEach(domain -> numbers.put(domain, domain.length() + more));
    return numbers.buildOrThrow();
  }

  private static Feedback report(long step, ImmutableList<String> order) {
    ImmutableTable.Builder<String, String, Double> products = ImmutableTable.builder();
    for (String row : order) {
      for (String column : order) {
        products.put(row, column, (double) row.length() * column.length());
      }
    }
    return Feedback.at(step)
        .losses(numbers(order, -1.0 / step))
        .with(Signal.LOSS_ERROR, numbers(order.subList(0, 2), 0))
        .gradientProducts(products.buildOrThrow());
  }

  private String written(String name, ImmutableList<String> order) throws IOException {
    Path record = folder.resolve(name);
    try (VersaTune run =
        VersaTune.builder()
            .domains(DOMAINS)
            .baseLosses(numbers(order, 0))
            .scheduler(Schedulers.fostering())
            .referenceLosses(numbers(order, -2))
            .record(record)
            .build()) {
      run.report(report(1, order));
      run.report(report(2, order));
      return run.snapshot().toJson()
          + Files.readString(record).replaceAll("\"(created|started|time|date)\":[^,}]*", "");
    }
  }

  @Test
  void recordAndSnapshotAreTheSameInEachOrder() throws IOException {
    ImmutableList<String> other = ImmutableList.of("medicine", "law", "code");
    assertThat(written("b.jsonl", other))
        .isEqualTo(written("a.jsonl", ImmutableList.of("law", "medicine", "code")));
  }

  @Test
  void theSnapshotHasTheOrderOfTheRunWhereDomainsWereReportedOneAfterTheOther() {
    VersaTune run = VersaTune.builder().domains(DOMAINS).build();
    long step = 0;
    for (String domain : Lists.reverse(DOMAINS)) {
      run.report(Feedback.at(++step).losses(ImmutableMap.of(domain, 2.0)));
    }
    String json = run.snapshot().toJson();
    String baseline = json.substring(json.indexOf("trackerBaseline"));
    assertThat(baseline.indexOf("law")).isLessThan(baseline.indexOf("medicine"));
    assertThat(baseline.indexOf("medicine")).isLessThan(baseline.indexOf("code"));
    assertThat(Snapshot.fromJson(json).toJson()).isEqualTo(json);
  }
}
