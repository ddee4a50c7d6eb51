package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.spi.Guard;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a result, as the driver hands them to a function of the application: just before, the
 * metadata that they share gets the text of the statement.
 */
class MappedRows {
  private final Guard guard;
  private final StatementText text;

  /** The metadata that has the text. Set twice at worst, by two threads. */
  private @Nullable Object linked;

  private MappedRows(Guard guard, StatementText text) {
    this.guard = guard;
    this.text = text;
  }

  /** The text of a result, or null. */
  static @Nullable StatementText text(@Nullable Object result, @Nullable Object function) {
    return result == null || function instanceof MappedRows ? null : Texts.of(result);
  }

  final void next(@Nullable Object part) {
    try {
      Row row = part instanceof Result.RowSegment segment ? segment.row() : null;
      row = row == null && part instanceof Row itself ? itself : row;
      Object metadata = row == null ? null : row.getMetadata();
      if (metadata != null && metadata != linked) {
        Texts.put(metadata, text);
        linked = metadata;
      }
    } catch (Throwable e) {
      guard.taps().failed("R2DBC", e);
    }
  }

  /** For {@code map} with metadata. */
  static final class Mapping extends MappedRows implements BiFunction<Object, Object, Object> {
    private final BiFunction<Object, Object, Object> function;

    Mapping(Guard guard, StatementText text, BiFunction<Object, Object, Object> function) {
      super(guard, text);
      this.function = function;
    }

    @Override
    public Object apply(Object row, Object metadata) {
      next(row);
      return function.apply(row, metadata);
    }
  }

  /** For {@code map} without metadata, and for {@code flatMap}. */
  static final class Each extends MappedRows implements Function<Object, Object> {
    private final Function<Object, Object> function;

    Each(Guard guard, StatementText text, Function<Object, Object> function) {
      super(guard, text);
      this.function = function;
    }

    @Override
    public Object apply(Object part) {
      next(part);
      return function.apply(part);
    }
  }

  /** For {@code filter}. */
  static final class Tested extends MappedRows implements Predicate<Object> {
    private final Predicate<Object> predicate;

    Tested(Guard guard, StatementText text, Predicate<Object> predicate) {
      super(guard, text);
      this.predicate = predicate;
    }

    @Override
    public boolean test(Object part) {
      next(part);
      return predicate.test(part);
    }
  }
}
