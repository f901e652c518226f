// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Conclusion;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.StudyResults;

/** The two effects, each question with its verdict, beside the published claims. */
final class HeadlineSection {
  private HeadlineSection() {}

  static ImmutableMap<String, Object> of(StudyResults results) {
    ImmutableListMultimap<String, Conclusion> byEffect =
        Multimaps.index(results.conclusions(), Conclusion::effect);
    List<RunKey> steered =
        results.runs().stream()
            .map(Run::key)
            .filter(key -> !key.group().study().equals(Group.FRONTIER))
            .toList();
    return ImmutableMap.of(
        "effects",
        Stream.of(Group.FOSTERING, Group.EXPANSION, Group.CONFIRMATION)
            .filter(byEffect::containsKey)
            .map(effect -> effect(effect, byEffect.get(effect)))
            .collect(ImmutableList.toImmutableList()),
        "compared",
        ImmutableMap.of(
            "runs", Numbers.count(steered.size()),
            "strategies", steered.stream().map(key -> key.choice().strategy()).distinct().count(),
            "seeds", steered.stream().map(RunKey::seed).distinct().count()));
  }

  private static ImmutableMap<String, Object> effect(String effect, List<Conclusion> of) {
    return ImmutableMap.of(
        "name",
        effect,
        "questions",
        of.size(),
        "tables",
        Multimaps.index(of, Conclusion::measure).asMap().entrySet().stream()
            .map(each -> table(effect + ": " + each.getKey(), each.getValue()))
            .toList(),
        "verdicts",
        of.stream()
            .collect(
                Collectors.groupingBy(Conclusion::verdict, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", ")));
  }

  private static ResultTable.Table table(String caption, Collection<Conclusion> conclusions) {
    return ResultTable.of(
            ResultTable.capital(caption), "question", conclusions, Conclusion::question)
        .column("verdict", conclusion -> conclusion.verdict().toString())
        .column(
            "found, 95 % interval",
            found -> text(found, new Estimate(found.estimate(), found.low(), found.high())))
        .column("threshold", found -> text(found, Estimate.of(found.threshold())))
        .build();
  }

  /** A difference of gains is a number like a gain; a cut or an improvement is per cent. */
  private static String text(Conclusion conclusion, Estimate estimate) {
    if (conclusion.measure().startsWith("share ")) {
      return Intervals.percent(estimate);
    }
    return conclusion.measure().contains("gain less ")
        ? Intervals.gain(estimate)
        : Intervals.change(estimate);
  }
}
