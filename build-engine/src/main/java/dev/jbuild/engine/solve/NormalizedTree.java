// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Span;
import dev.jbuild.layer.Attributes;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A tree whose files have the modes that a checkout with the usual umask gives them. */
record NormalizedTree(SourceTree tree) implements SourceTree {
  private static final int OWNER_EXECUTES = 0100;

  @Override
  public Optional<Found> lookup(String path) throws IOException {
    return tree.lookup(path).map(NormalizedTree::normalized);
  }

  @Override
  public String follow(String path, boolean last) throws IOException {
    return tree.follow(path, last);
  }

  @Override
  public List<String> names(String directory) throws IOException {
    return tree.names(directory);
  }

  @Override
  public List<Found> list(String directory) throws IOException {
    return tree.list(directory).stream().map(NormalizedTree::normalized).toList();
  }

  private static Found normalized(Found found) {
    Entry entry = found.entry();
    boolean hasMode = entry.type().hasData() || entry.isDirectory();
    return hasMode
        ? new Found(
            entry.withAttributes(normalized(entry.attributes(), entry.isDirectory())),
            found.identity(),
            found.onlyForChildren())
        : found;
  }

  private static Attributes normalized(Attributes attributes, boolean directory) {
    boolean executable = directory || (attributes.mode() & OWNER_EXECUTES) != 0;
    return attributes.withMode(executable ? 0755 : 0644);
  }

  @Override
  public Optional<Span> excludedBy(String path) throws IOException {
    return tree.excludedBy(path);
  }

  @Override
  public DataSource data(Entry file) throws IOException {
    return tree.data(file);
  }

  @Override
  public boolean keepsOwners() {
    return tree.keepsOwners();
  }
}
