package dev.flowguard.agent.tap;

import dev.flowguard.agent.sql.ReadColumns;
import dev.flowguard.agent.sql.ResultColumn;
import dev.flowguard.agent.sql.StatementColumns;
import dev.flowguard.rules.policy.DeclaredColumn;
import dev.flowguard.rules.policy.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which columns of a result set are captured, and where their owners are. Immutable. */
final class RowPlan {
  /** None is. */
  static final RowPlan NONE = new RowPlan(List.of());

  /**
   * A source of one column.
   *
   * @param owner position of the column that says whose a value is, or 0
   * @param document position of the column that names the document of a value, or 0
   */
  record Use(DeclaredSource<Source.Jdbc> source, int owner, int document) {}

  private final List<List<Use>> uses;

  private RowPlan(List<List<Use>> uses) {
    this.uses = uses;
  }

  static RowPlan of(
      @Nullable StatementColumns text,
      List<ResultColumn> columns,
      List<DeclaredSource<Source.Jdbc>> sources) {
    List<DeclaredColumn> declared = new ArrayList<>();
    for (DeclaredSource<Source.Jdbc> source : sources) {
      declared.add(source.source().column());
    }
    ReadColumns reads = ReadColumns.of(text, columns, declared);
    if (reads.isEmpty()) {
      return NONE;
    }
    List<List<Use>> uses = new ArrayList<>();
    List<DeclaredSource<Source.Jdbc>> used = new ArrayList<>();
    for (int position = 1; position <= columns.size(); position++) {
      List<Use> here = new ArrayList<>();
      for (DeclaredSource<Source.Jdbc> source : sources) {
        if (isRead(reads.at(position), source)) {
          here.add(
              new Use(
                  source,
                  position(text, columns, source.source().owner()),
                  position(text, columns, source.source().document())));
          if (!used.contains(source)) {
            used.add(source);
            source.used();
          }
        }
      }
      uses.add(List.copyOf(here));
    }
    return used.isEmpty() ? NONE : new RowPlan(List.copyOf(uses));
  }

  private static boolean isRead(List<ReadColumns.Read> reads, DeclaredSource<Source.Jdbc> source) {
    for (ReadColumns.Read read : reads) {
      if (read.column().equals(source.source().column())
          && (!read.isComputed() || source.source().isComputed())) {
        return true;
      }
    }
    return false;
  }

  /** Where a column certainly is, in one place only, or 0. */
  private static int position(
      @Nullable StatementColumns text, List<ResultColumn> columns, @Nullable DeclaredColumn of) {
    if (of == null) {
      return 0;
    }
    ReadColumns reads = ReadColumns.of(text, columns, List.of(of));
    int found = 0;
    for (int position = 1; position <= columns.size(); position++) {
      for (ReadColumns.Read read : reads.at(position)) {
        if (!read.isComputed()) {
          if (found != 0) {
            return 0;
          }
          found = position;
        }
      }
    }
    return found;
  }

  boolean isEmpty() {
    return uses.isEmpty();
  }

  /**
   * The sources of a column.
   *
   * @param position from 1
   */
  List<Use> at(int position) {
    return position >= 1 && position <= uses.size() ? uses.get(position - 1) : List.of();
  }
}
