// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local files under a name of its own, {@code waiting:}. It waits in the middle of a file. */
public final class WaitingFiles extends RawLocalFileSystem {
  static final String SCHEME = "waiting";

  /** The first bytes of a file, which are written before it waits. */
  private static final int FIRST = 1000;

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(
        new Waiting(
            super.create(
                path, permission, overwrite, bufferSize, replication, blockSize, progress)),
        null);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(
        new Waiting(super.create(path, overwrite, bufferSize, replication, blockSize, progress)),
        null);
  }

  private static final class Waiting extends OutputStream {
    private final OutputStream out;
    private int written;

    Waiting(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      if (++written == FIRST) {
        out.flush();
        Interruption.at(Interruption.SAVE);
      }
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
