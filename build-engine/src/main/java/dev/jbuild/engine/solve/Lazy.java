// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made when it is first asked for, once, by whichever thread that is. */
final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private Optional<T> value = Optional.empty();

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public synchronized T get() {
    if (value.isEmpty()) {
      value = Optional.of(maker.get());
    }
    return value.get();
  }

  /** The value if something asked for it. */
  synchronized Optional<T> peek() {
    return value;
  }
}
