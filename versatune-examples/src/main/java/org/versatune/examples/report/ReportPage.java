// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableMap;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateHashModel;
import freemarker.template.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.versatune.examples.report.chart.Chart;
import org.versatune.examples.report.chart.XmlText;
import org.versatune.examples.results.Numbers;
import org.versatune.internal.AtomicFiles;

/**
 * A page: a template with all its prose, and the numbers, tables and pictures that it is filled
 * with. The same page gives the same bytes.
 *
 * @param template the name of its file
 * @param content what the template names; a part that is empty is left out of the page
 */
record ReportPage(String template, ImmutableMap<String, Object> content) {
  private static final Version VERSION = Configuration.VERSION_2_3_35;
  private static final Configuration TEMPLATES = templates();
  private static final TemplateHashModel STATICS =
      new DefaultObjectWrapper(VERSION).getStaticModels();

  /** A picture; {@code colour} is that of the bar beside the heading, empty for none. */
  public record Figure(String heading, String colour, Chart chart) {
    Figure(String heading, Chart chart) {
      this(heading, "", chart);
    }
  }

  /** A name and what belongs to it. */
  public record Named(String name, String text) {}

  /** Returns HTML that is well-formed XML, too; a browser loads it again after some seconds. */
  String toHtml(int reloadAfter) {
    StringWriter html = new StringWriter();
    try {
      ImmutableMap<String, Object> all =
          ImmutableMap.<String, Object>builder()
              .putAll(content)
              .put("reloadAfter", reloadAfter)
              .put("numbers", STATICS.get(Numbers.class.getName()))
              .buildOrThrow();
      TEMPLATES.getTemplate(template).process(all, html);
    } catch (IOException | TemplateException e) {
      throw new IllegalStateException("the report's template does not fit its data", e);
    }
    return XmlText.clean(html.toString());
  }

  /**
   * Writes the page, aside first and then moved into place.
   *
   * @param file where to; folders are made as needed
   * @param reloadAfter after how many seconds a browser loads the page again; 0 for never
   */
  void write(Path file, int reloadAfter) {
    String html = toHtml(reloadAfter);
    AtomicFiles.write(file, "report", aside -> Files.writeString(aside, html));
  }

  private static Configuration templates() {
    Configuration configuration = new Configuration(VERSION);
    configuration.setClassForTemplateLoading(ReportPage.class, "");
    configuration.setDefaultEncoding("UTF-8");
    configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
    configuration.setLocale(Locale.ROOT);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    configuration.setWrapUncheckedExceptions(true);
    return configuration;
  }
}
