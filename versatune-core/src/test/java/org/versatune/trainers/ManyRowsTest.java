// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.internal.RowOrder;

/** A billion rows: files with holes, in which only the rows that are drawn are there. */
class ManyRowsTest {
  private static final long ROWS = 1_000_000_000L;
  private static final int LENGTH = 20;

  @TempDir Path folder;

  @Test
  void rowsOfABillionAreFoundByArithmetic() throws IOException {
    Path text = folder.resolve("rows.jsonl");
    Path entries = folder.resolve("rows.index");
    long drawnBefore = 3 * ROWS + 999_999_000L; // The draws go over the end of an epoch.
    List<String> expected = new ArrayList<>();
    try (FileChannel rows = FileChannel.open(text, CREATE_NEW, WRITE, SPARSE);
        FileChannel index = FileChannel.open(entries, CREATE_NEW, WRITE, SPARSE)) {
      for (int i = 0; i < 2_000; i++) {
        long drawn = drawnBefore + i;
        long row = RowOrder.of(7, "web", ROWS, drawn / ROWS).row(drawn % ROWS);
        String json = String.format(java.util.Locale.ROOT, "{\"row\":%12d}", row);
        expected.add(json);
        var unused = rows.write(ByteBuffer.wrap(json.getBytes(UTF_8)), row * LENGTH);
        ByteBuffer entry = ByteBuffer.allocate(RowIndexer.ENTRY);
        entry.putLong(row * LENGTH).putInt(LENGTH).flip();
        unused = index.write(entry, row * RowIndexer.ENTRY);
      }
      var unused = rows.write(ByteBuffer.wrap(new byte[] {'\n'}), ROWS * LENGTH);
      unused = index.write(ByteBuffer.wrap(new byte[] {0}), ROWS * RowIndexer.ENTRY);
    }

    DomainStream stream = new DomainStream("web", RowIndex.rows(text, entries, ROWS), 7, "");
    stream.begin(drawnBefore);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      DomainRows.Place row = stream.next(true);
      found.add(new String(row.bytes(), UTF_8));
      stream.count(1);
    }

    assertThat(found).isEqualTo(expected).doesNotHaveDuplicates();
    assertThat(stream.part().epochs()).isGreaterThan(4);
    assertThat(stream.part().repeats()).isEqualTo(2_000);
  }
}
