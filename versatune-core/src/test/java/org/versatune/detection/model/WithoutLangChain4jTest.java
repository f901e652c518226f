// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.versatune.VersaTune;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.bayes.NaiveBayesClassifier;

/** LangChain4j is optional: everything but the judges over models works without it. */
class WithoutLangChain4jTest {

  /** What is run by a class loader that does not know LangChain4j. */
  public static final class Detects implements Callable<String> {
    @Override
    public String call() {
      NaiveBayesClassifier judge =
          NaiveBayesClassifier.trainer()
              .text("law", List.of("The court finds for the plaintiff. ".repeat(40)))
              .text("code", List.of("for (int i = 0; i < n; i++) { sum += x[i]; } ".repeat(40)))
              .train();
      Detection detection =
          DomainDetector.builder()
              .generator(
                  (count, seed) ->
                      ImmutableList.copyOf(Collections.nCopies(count, "the court finds for n")))
              .classifier(judge)
              .domains(judge.domains())
              .samplesPerRound(10)
              .build()
              .detect();
      VersaTune run =
          VersaTune.builder()
              .domains(judge.domains())
              .initial(detection.distribution())
              .seed(1)
              .build();
      boolean isThere = true;
      try {
        Class.forName("dev.langchain4j.model.chat.ChatModel");
      } catch (ClassNotFoundException e) {
        isThere = false;
      }
      return run.plan(8).domains().size() + " draws, LangChain4j there: " + isThere;
    }
  }

  /** What is run by a class loader that knows LangChain4j, but not its module for OpenAI. */
  public static final class JudgesByAnotherProvider implements Callable<String> {
    @Override
    public String call() {
      ChatModel model =
          new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
              return ChatResponse.builder().aiMessage(AiMessage.from("Law")).build();
            }
          };
      return ChatModelJudge.builder(model)
          .domain("law", "laws")
          .domain("code", "programs")
          .modelName("local")
          .build()
          .classify("a text")
          .map(p -> p.domains() + Arrays.toString(p.toArray()))
          .orElse("declined");
    }
  }

  @Test
  void detectsAndRunsWithoutLangChain4j() throws Exception {
    assertThat(run(Detects.class, "langchain4j")).isEqualTo("8 draws, LangChain4j there: false");
  }

  @Test
  void judgesByAnotherProviderWithoutTheModuleForOpenAi() throws Exception {
    assertThat(run(JudgesByAnotherProvider.class, "langchain4j-open-ai"))
        .isEqualTo("[law, code][1.0, 0.0]");
  }

  private static String run(Class<? extends Callable<String>> what, String without)
      throws Exception {
    try (URLClassLoader loader = loaderWithout(without)) {
      Object made = loader.loadClass(what.getName()).getDeclaredConstructor().newInstance();
      assertThat(made.getClass()).isNotSameAs(what);
      return String.valueOf(((Callable<?>) made).call());
    }
  }

  private static URLClassLoader loaderWithout(String artifact) throws IOException {
    List<URL> urls = new ArrayList<>();
    String path = System.getProperty("java.class.path");
    for (String entry : Splitter.on(File.pathSeparatorChar).split(path)) {
      if (!String.valueOf(Path.of(entry).getFileName()).startsWith(artifact)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }
}
