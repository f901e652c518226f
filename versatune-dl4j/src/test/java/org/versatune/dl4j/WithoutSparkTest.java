// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.common.reflect.ClassPath;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Spark and Hadoop are optional: every class but those of the package for Spark works without. */
class WithoutSparkTest {
  private static final Pattern SPARK = Pattern.compile("spark-.*|hadoop-.*|dl4j-spark.*|scala-.*");

  @Test
  void everyClassLoadsWithoutSpark() throws Exception {
    List<String> loaded = new ArrayList<>();
    try (URLClassLoader loader = withoutSpark()) {
      assertThatThrownBy(() -> loader.loadClass("org.apache.spark.sql.Dataset"))
          .isInstanceOf(ClassNotFoundException.class);
      for (ClassPath.ClassInfo each :
          ClassPath.from(loader).getTopLevelClassesRecursive("org.versatune.dl4j")) {
        if (!each.getPackageName().endsWith(".spark") && isOfMain(each)) {
          loaded.add(each.getName());
          requireWhole(Class.forName(each.getName(), false, loader));
        }
      }
    }
    assertThat(loaded)
        .contains(
            MultiDomainDataSetIterator.class.getName(),
            MixtureListener.class.getName(),
            DomainLossEvaluator.class.getName())
        .hasSizeGreaterThan(50);
  }

  /** Resolves every type in the signatures, and the nested classes. */
  private static void requireWhole(Class<?> type) throws ClassNotFoundException {
    assertThat(type.getDeclaredMethods()).isNotNull();
    assertThat(type.getDeclaredFields()).isNotNull();
    assertThat(type.getDeclaredConstructors()).isNotNull();
    for (Class<?> nested : type.getDeclaredClasses()) {
      requireWhole(Class.forName(nested.getName(), false, type.getClassLoader()));
    }
  }

  private static boolean isOfMain(ClassPath.ClassInfo each) {
    return !each.url().toString().contains("test-classes");
  }

  private static URLClassLoader withoutSpark() throws IOException {
    List<URL> urls = new ArrayList<>();
    String path = System.getProperty("java.class.path");
    for (String entry : Splitter.on(File.pathSeparatorChar).split(path)) {
      if (!SPARK.matcher(String.valueOf(Path.of(entry).getFileName())).matches()) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }
}
