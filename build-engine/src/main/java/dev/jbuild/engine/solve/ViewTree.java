// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.layer.DataSource;
import dev.jbuild.layer.Entry;
import dev.jbuild.layer.LayerException;
import dev.jbuild.layer.MergedView;
import java.util.List;
import java.util.Optional;

/** The file system of an image or a stage, read from tables of contents; data only on demand. */
record ViewTree(MergedView view) implements SourceTree {
  @Override
  public Optional<Found> lookup(String path) {
    return view.lookup(path).map(this::found);
  }

  @Override
  public String follow(String path, boolean last) {
    try {
      return view.resolve(path, last).path();
    } catch (LayerException e) {
      throw new BuildException(ExitCode.DOCKERFILE, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public List<String> names(String directory) {
    return view.children(directory).stream().map(Entry::name).toList();
  }

  @Override
  public List<Found> list(String directory) {
    return view.children(directory).stream().map(this::found).toList();
  }

  @Override
  public DataSource data(Entry file) {
    return view.source(file.path());
  }

  @Override
  public boolean keepsOwners() {
    return true;
  }

  private Found found(Entry entry) {
    return new Found(entry, view.linkKey(entry.path()).map(key -> key), false);
  }
}
