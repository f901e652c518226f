// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.versatune.examples.report.chart.XmlText;
import org.versatune.internal.AtomicFiles;

/**
 * A page: sections of blocks under a title. The same page gives the same bytes. An immutable value;
 * safe for use by any number of threads.
 *
 * @param title of the page
 * @param subtitle one line below it
 * @param sections in their order, each with an id of its own
 */
record ReportPage(String title, String subtitle, ImmutableList<Section> sections) {
  private static final Configuration TEMPLATES = templates();

  /**
   * A section.
   *
   * @param id anchor in the page
   * @param heading its heading
   * @param blocks its parts
   */
  public record Section(String id, String heading, ImmutableList<Block> blocks) {}

  /**
   * The page as text.
   *
   * @return HTML that is well-formed XML, too
   */
  public String toHtml() {
    return toHtml(0);
  }

  /** The page as text, which a browser loads again after some seconds; 0 for never. */
  private String toHtml(int reloadAfter) {
    StringWriter html = new StringWriter();
    try {
      TEMPLATES.getTemplate("report.ftlh").process(model(reloadAfter), html);
    } catch (IOException | TemplateException e) {
      throw new IllegalStateException("the report's template does not fit its data", e);
    }
    return XmlText.clean(html.toString());
  }

  /** What the template is filled with: the kind of a block names its macro. */
  private ImmutableMap<String, Object> model(int reloadAfter) {
    return ImmutableMap.of(
        "reloadAfter",
        reloadAfter,
        "title",
        title,
        "subtitle",
        subtitle,
        "sections",
        Lists.transform(
            sections,
            section ->
                ImmutableMap.of(
                    "id",
                    section.id(),
                    "heading",
                    section.heading(),
                    "blocks",
                    Lists.transform(
                        section.blocks(),
                        block ->
                            ImmutableMap.of(
                                "kind",
                                Ascii.toLowerCase(block.getClass().getSimpleName()),
                                "block",
                                block)))));
  }

  /**
   * Writes the page, aside first and then moved into place.
   *
   * @param file where to; folders are made as needed
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    write(file, 0);
  }

  /**
   * Writes the page, as {@link #write(Path)} does, for a browser to load again.
   *
   * @param file where to
   * @param reloadAfter after how many seconds; 0 for never
   * @throws UncheckedIOException if it cannot be written
   */
  void write(Path file, int reloadAfter) {
    String html = toHtml(reloadAfter);
    AtomicFiles.write(file, "report", aside -> Files.writeString(aside, html));
  }

  private static Configuration templates() {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_35);
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
