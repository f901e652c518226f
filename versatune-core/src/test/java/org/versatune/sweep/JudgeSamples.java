// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sweep;

import com.google.common.collect.Range;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.sse.DefaultServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.versatune.detection.CrossValidated;
import org.versatune.detection.WrittenTexts;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.model.ChatJudgeBuilder;
import org.versatune.detection.model.ChatJudgeProgress;
import org.versatune.detection.model.ChatModelJudge;
import org.versatune.detection.model.EmbeddingJudge;
import org.versatune.detection.model.EmbeddingTrainer;
import org.versatune.detection.model.RetryAfterHttpClient;

/** Right arguments for judges over served models, for their errors, and for texts from files. */
final class JudgeSamples {
  private JudgeSamples() {}

  static void add(Samples samples) {
    samples
        .add(ChatModel.class, () -> new ChatModel() {})
        .add(ChatJudgeBuilder.class, JudgeSamples::judge)
        .add(ChatModelJudge.class, () -> judge().build())
        .add(ChatJudgeProgress.class, () -> judge().build().progress())
        .add(EmbeddingModel.class, Lengths::new)
        .add(EmbeddingTrainer.class, JudgeSamples::embedded)
        .add(EmbeddingJudge.class, () -> embedded().train())
        .add(OptionalLong.class, () -> OptionalLong.of(1))
        .add(
            RetryAfterHttpClient.class,
            () -> (RetryAfterHttpClient) RetryAfterHttpClient.builder().build())
        .add(
            HttpRequest.class,
            () -> HttpRequest.builder().method(HttpMethod.GET).url("http://127.0.0.1:9/").build())
        .add(ServerSentEventParser.class, DefaultServerSentEventParser::new)
        .add(ServerSentEventListener.class, Listener::new)
        .add(WrittenTexts.class, () -> WrittenTexts.of(List.of("a text")))
        .add(Range.class, () -> Range.closed(0.0, 1.0))
        .add(
            CrossValidated.class,
            () ->
                NaiveBayesClassifier.trainer()
                    .text("law", List.of("the court heard the appeal"))
                    .text("code", List.of("for (;;) { }"))
                    .train());
  }

  private static ChatJudgeBuilder judge() {
    return ChatModelJudge.builder(new ChatModel() {})
        .modelName("none")
        .domain("a", "one thing")
        .domain("b", "another");
  }

  private static EmbeddingTrainer embedded() {
    return EmbeddingJudge.trainer(new Lengths())
        .text("a", Collections.nCopies(20, "one thing"))
        .text("b", Collections.nCopies(20, "another"));
  }

  /** Embeds a text by its length. */
  private static final class Lengths implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      return Response.from(
          segments.stream()
              .map(segment -> Embedding.from(new float[] {1, segment.text().length()}))
              .toList());
    }
  }

  /** Drops what it gets. */
  private static final class Listener implements ServerSentEventListener {
    @Override
    public void onEvent(ServerSentEvent event) {}

    @Override
    public void onError(Throwable error) {}
  }
}
