package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import freemarker.core.TemplateHTMLOutputModel;

/**
 * A part of a section of the page, as the template reads it: text is escaped there, pictures are
 * markup already.
 */
sealed interface Block {

  /** The macro that writes it. */
  String kind();

  /** A paragraph of text. */
  record Paragraph(String text) implements Block {
    @Override
    public String kind() {
      return "paragraph";
    }
  }

  /** A formula on a line of its own. */
  record Formula(TemplateHTMLOutputModel markup) implements Block {
    @Override
    public String kind() {
      return "formula";
    }
  }

  /** Sentences in a list. */
  record Bullets(ImmutableList<String> sentences) implements Block {
    @Override
    public String kind() {
      return "bullets";
    }
  }

  /** A heading inside a section. */
  record Heading(String text) implements Block {
    @Override
    public String kind() {
      return "heading";
    }
  }

  /** Signs and what they stand for. */
  record Legend(ImmutableList<Key> keys) implements Block {
    @Override
    public String kind() {
      return "legend";
    }
  }

  /**
   * A sign and what it stands for.
   *
   * @param sign a character
   * @param colour of the sign
   * @param text what it stands for
   */
  record Key(String sign, String colour, String text) {}

  /** Pictures side by side, as many in a row as there is room for. */
  record Figures(ImmutableList<Figure> figures) implements Block {
    @Override
    public String kind() {
      return "figures";
    }
  }

  /**
   * A picture.
   *
   * @param heading what it is about
   * @param colour of the bar beside the heading; empty for none
   */
  record Figure(String heading, String colour, TemplateHTMLOutputModel picture) {}

  /** A table of numbers. */
  record Numbers(ResultTable.Table table) implements Block {
    @Override
    public String kind() {
      return "numbers";
    }
  }

  /** Names and what belongs to them. */
  record Facts(ImmutableList<Fact> facts) implements Block {
    @Override
    public String kind() {
      return "facts";
    }
  }

  /** A name and what belongs to it. */
  record Fact(String name, String value) {}

  /** Texts as they are, each under a heading. */
  record Texts(ImmutableList<Text> texts) implements Block {
    @Override
    public String kind() {
      return "texts";
    }
  }

  /** A text as it is. */
  record Text(String heading, String text) {}
}
