// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;

/**
 * A Java source file taken apart into code and comments.
 *
 * <p>A scan by the lexical rules of the Java Language Specification, sections 3.7 and 3.10: comment
 * marks inside a string, a text block or a character are not comments. Nothing is parsed, so a file
 * of any language level is read, in time linear in its length. (A parser would have to know every
 * level, and the files of these archives are of several.) Holds no state.
 */
final class JavaSource {
  private static final String TEXT_BLOCK = "\"\"\"";

  /** Takes the parts of a source in order; together they are the source. */
  private interface Parts {
    void code(int start, int end);

    void comment(int start, int end);
  }

  private JavaSource() {}

  /** Returns a source with every comment replaced by a space. */
  static String withoutComments(String source) {
    StringBuilder kept = new StringBuilder(source.length());
    scan(
        source,
        new Parts() {
          @Override
          public void code(int start, int end) {
            kept.append(source, start, end);
          }

          @Override
          public void comment(int start, int end) {
            kept.append(' ');
          }
        });
    return kept.toString();
  }

  /** Returns the inside of every documentation comment, in order. */
  static ImmutableList<String> docComments(String source) {
    ImmutableList.Builder<String> comments = ImmutableList.builder();
    scan(
        source,
        new Parts() {
          @Override
          public void code(int start, int end) {
            // Only comments are wanted.
          }

          @Override
          public void comment(int start, int end) {
            boolean closed = end - start >= 5 && source.startsWith("*/", end - 2);
            if (closed && source.startsWith("/**", start)) {
              comments.add(source.substring(start + 3, end - 2));
            }
          }
        });
    return comments.build();
  }

  private static void scan(String source, Parts parts) {
    Mark slash = new Mark(source, '/');
    Mark quote = new Mark(source, '"');
    Mark apostrophe = new Mark(source, '\'');
    int codeStart = 0;
    int at = 0;
    while (at < source.length()) {
      int literal = Math.min(quote.from(at), apostrophe.from(at));
      if (literal < slash.from(at)) {
        boolean block = source.startsWith(TEXT_BLOCK, literal);
        at = endOfLiteral(source, literal, block ? TEXT_BLOCK : source.charAt(literal) + "");
        continue;
      }
      at = slash.from(at);
      boolean line = source.startsWith("//", at);
      if (line || source.startsWith("/*", at)) {
        parts.code(codeStart, at);
        int end = line ? endOf(source, "\n", at, 0) : endOf(source, "*/", at + 2, 2);
        parts.comment(at, end);
        codeStart = end;
        at = end;
      } else {
        at++;
      }
    }
    parts.code(codeStart, source.length());
  }

  /** Where a character occurs next: looked for once for all positions before it. */
  private static final class Mark {
    private final String source;
    private final char mark;
    private int next = -1;

    Mark(String source, char mark) {
      this.source = source;
      this.mark = mark;
    }

    /**
     * Returns the first place at or after a position, which never goes back; the length if none.
     */
    int from(int position) {
      if (next < position) {
        int found = source.indexOf(mark, position);
        next = found < 0 ? source.length() : found;
      }
      return next;
    }
  }

  private static int endOf(String source, String mark, int from, int length) {
    int found = source.indexOf(mark, from);
    return found < 0 ? source.length() : found + length;
  }

  private static int endOfLiteral(String source, int start, String quote) {
    int at = start + quote.length();
    while (at < source.length() && !source.startsWith(quote, at)) {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + quote.length(), source.length());
  }
}
