// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.examples.corpora.BundledCorpora;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.Split;

/**
 * The table of text that the naive Bayes judge cannot read, in {@code docs/detection.md}: held-out
 * texts of the six domains that it declines, and texts of no domain that it accepts, with the
 * limits that it learns and with the limit of one half that it had before.
 *
 * <p>Takes no arguments.
 */
public final class ForeignTextTable {
  private static final int[][] JUDGES = {
    {3, 640}, {3, 60}, {3, 20}, {3, 8}, {5, 640}, {5, 60}, {5, 8}
  };
  private static final int[] LENGTHS = {25, 100, 300, Integer.MAX_VALUE};
  private static final double BEFORE = 0.5;

  /** Our own sentences, each some hundred characters in its script. */
  private static final ImmutableList<String> SCRIPTS =
      ImmutableList.of(
          "今天早上下了一场大雨，孩子们穿着雨鞋去上学，老师在门口等着他们，大家都很高兴。",
          "今朝は強い雨が降ったので、子どもたちは長靴をはいて学校へ行き、先生が門で待っていました。",
          "오늘 아침에 비가 많이 와서 아이들은 장화를 신고 학교에 갔고 선생님은 문 앞에서 기다렸다.",
          "نزل المطر بغزارة هذا الصباح فذهب الأطفال إلى المدرسة بأحذية المطر وكان المعلم ينتظرهم.",
          "הבוקר ירד גשם חזק והילדים הלכו לבית הספר במגפיים והמורה חיכתה להם ליד השער.",
          "เช้านี้ฝนตกหนัก เด็กๆ ใส่รองเท้าบูทไปโรงเรียน และคุณครูยืนรออยู่ที่ประตู",
          "आज सुबह तेज़ बारिश हुई, बच्चे जूते पहनकर स्कूल गए और अध्यापक दरवाज़े पर उनका इंतज़ार कर रहे थे।",
          "დღეს დილით ძლიერი წვიმა იყო, ბავშვები სკოლაში ჩექმებით წავიდნენ და მასწავლებელი ელოდათ.",
          "Այսօր առավոտյան ուժեղ անձրև եկավ, երեխաները դպրոց գնացին, իսկ ուսուցիչը սպասում էր նրանց։",
          "ዛሬ ጠዋት ከባድ ዝናብ ነበር፤ ልጆች ቦት ጫማ አድርገው ወደ ትምህርት ቤት ሄዱ፤ አስተማሪውም ይጠብቃቸው ነበር።",
          "Σήμερα το πρωί έβρεξε πολύ, τα παιδιά πήγαν στο σχολείο με μπότες και ο δάσκαλος περίμενε.",
          "Сегодня утром шёл сильный дождь, дети пошли в школу в сапогах, а учитель ждал их у ворот.");

  private ForeignTextTable() {}

  /**
   * Trains, counts and prints.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Corpora corpora = BundledCorpora.read(CorpusOptions.defaults(), unused -> {});
    ImmutableList<String> foreign = foreign();
    System.out.println(
        "| n-grams, text a domain | 25 characters | 100 | 300 | documents | unreadable ones accepted of "
            + foreign.size()
            + ", before → after |\n|---|--:|--:|--:|--:|--:|");
    for (int[] judge : JUDGES) {
      NaiveBayesClassifier after = trainer(corpora, judge).train();
      NaiveBayesClassifier before = trainer(corpora, judge).minimumKnownShare(BEFORE).train();
      List<String> cells = new ArrayList<>();
      for (int length : LENGTHS) {
        List<String> pieces = pieces(corpora, length);
        cells.add(
            declined(after, pieces)
                + " of "
                + pieces.size()
                + " (before: "
                + declined(before, pieces)
                + ")");
      }
      System.out.println(
          "| "
              + judge[0]
              + "-grams, "
              + judge[1]
              + " kB | "
              + String.join(" | ", cells)
              + " | "
              + (foreign.size() - declined(before, foreign))
              + " → "
              + (foreign.size() - declined(after, foreign))
              + " |");
    }
  }

  private static NaiveBayesTrainer trainer(Corpora corpora, int[] judge) {
    NaiveBayesTrainer trainer = NaiveBayesClassifier.trainer().ngramLength(judge[0]);
    for (Map.Entry<String, ImmutableList<String>> domain : corpora.texts(Split.TRAIN).entrySet()) {
      ImmutableList.Builder<String> some = ImmutableList.builder();
      int left = judge[1] * 1000;
      for (String text : domain.getValue()) {
        some.add(text.substring(0, Math.min(left, text.length())));
        left -= Math.min(left, text.length());
      }
      trainer.text(domain.getKey(), some.build().stream().filter(text -> !text.isEmpty()).toList());
    }
    return trainer;
  }

  private static List<String> pieces(Corpora corpora, int length) {
    List<String> pieces = new ArrayList<>();
    corpora
        .texts(Split.TEST)
        .values()
        .forEach(
            texts ->
                texts.forEach(
                    text -> {
                      pieces.add(text.substring(0, Math.min(text.length(), length)));
                      for (long at = length; at + length <= text.length(); at += length) {
                        pieces.add(text.substring((int) at, (int) at + length));
                      }
                    }));
    return pieces;
  }

  private static long declined(NaiveBayesClassifier judge, List<String> texts) {
    return texts.stream().filter(text -> judge.classify(text).isEmpty()).count();
  }

  /** Twelve scripts, digits, numbers, emoji, base64 and hexadecimal, each in six forms. */
  private static ImmutableList<String> foreign() {
    Random random = new Random(1);
    byte[] bytes = new byte[75];
    random.nextBytes(bytes);
    List<String> plain = new ArrayList<>(SCRIPTS);
    plain.add(random.ints(100, 0, 10).mapToObj(String::valueOf).collect(Collectors.joining()));
    plain.add(random.ints(20, 0, 9999).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
    plain.add(
        random
            .ints(40, 0x1F600, 0x1F640)
            .mapToObj(Character::toString)
            .collect(Collectors.joining()));
    plain.add(Base64.getEncoder().encodeToString(bytes));
    plain.add(HexFormat.of().formatHex(bytes));
    ImmutableMap<String, String> forms =
        ImmutableMap.of(
            "plain", "%s",
            "words", "%s see the next page",
            "url", "%s https://www.example.org/index.html",
            "address", "12 Main Street, Springfield, mail@example.org %s",
            "date", "Monday, 3 March 2025 %s return x;");
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (String text : plain) {
      forms.values().forEach(form -> texts.add(form.replace("%s", text)));
      texts.add(text.repeat(10) + " This is the end of the text.");
    }
    return texts.build();
  }
}
