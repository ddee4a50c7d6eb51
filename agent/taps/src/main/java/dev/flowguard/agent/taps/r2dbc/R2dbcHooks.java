package dev.flowguard.agent.taps.r2dbc;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where drivers of R2DBC are looked at. Functions that an application gives to a result are wrapped
 * on their way to the driver; what the application has in hand stays the driver's.
 */
public final class R2dbcHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.r2dbc.";
  private static final String STRING = "Ljava/lang/String;";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String FUNCTION = "Ljava/util/function/Function;";
  private static final String FLUX = "Lreactor/core/publisher/Flux;";
  private static final String PUBLISHER = "Lorg/reactivestreams/Publisher;";

  private R2dbcHooks() {}

  /** All drivers. */
  public static List<Client> all() {
    return List.of(postgresql(), mysql(), mariadb(), h2());
  }

  private static Client postgresql() {
    return new Hooks("r2dbc-postgresql", "io/r2dbc/postgresql")
        .made("PostgresqlStatement", "(Lio/r2dbc/postgresql/ConnectionResources;" + STRING + ")V")
        .bind("PostgresqlStatement", "bind", "I", "PostgresqlStatement")
        .execute("PostgresqlStatement")
        .result("PostgresqlResult", PUBLISHER, "api/PostgresqlResult")
        .result("PostgresqlSegmentResult", PUBLISHER, "PostgresqlSegmentResult")
        .row("PostgresqlRow")
        .client();
  }

  private static Client mysql() {
    String common = "(Lio/asyncer/r2dbc/mysql/client/Client;Lio/asyncer/r2dbc/mysql/codec/Codecs;";
    return new Hooks("r2dbc-mysql", "io/asyncer/r2dbc/mysql")
        .made(
            "SimpleStatementSupport",
            common + STRING + ")V",
            common + "Lio/asyncer/r2dbc/mysql/ConnectionContext;" + STRING + ")V")
        .connection("MySqlSimpleConnection", "api/MySqlStatement")
        .connection("MySqlConnection", "MySqlStatement")
        .bind("ParameterizedStatementSupport", "bind", "I", "api/MySqlStatement")
        .bind("ParameterizedStatementSupport", "bind", STRING, "api/MySqlStatement")
        .bind("ParametrizedStatementSupport", "bind", "I", "MySqlStatement")
        .bind("ParametrizedStatementSupport", "bind", STRING, "MySqlStatement")
        .execute("ParameterizedStatementSupport")
        .execute("ParametrizedStatementSupport")
        .execute("PrepareSimpleStatement")
        .execute("TextSimpleStatement")
        .batch("MySqlBatchingBatch", "api/MySqlBatch", "MySqlBatch")
        .batch("MySqlSyntheticBatch", "api/MySqlBatch", "MySqlBatch")
        .result("MySqlSegmentResult", FLUX, "api/MySqlResult")
        .each("MySqlSegmentResult", "map", FLUX)
        .result("MySqlResult", FLUX, "MySqlResult")
        .each("MySqlResult", "map", FLUX)
        .row("MySqlDataRow")
        .row("MySqlRow")
        .client();
  }

  private static Client mariadb() {
    String common =
        "(Lorg/mariadb/r2dbc/client/Client;"
            + STRING
            + "Lorg/mariadb/r2dbc/MariadbConnectionConfiguration;";
    return new Hooks("r2dbc-mariadb", "org/mariadb/r2dbc")
        .made(
            "MariadbCommonStatement",
            common + ")V",
            common + "Lorg/mariadb/r2dbc/message/Protocol;)V")
        .bind("MariadbCommonStatement", "bind", "I", "api/MariadbStatement")
        .execute("MariadbClientParameterizedQueryStatement")
        .execute("MariadbServerParameterizedQueryStatement")
        .batch("MariadbBatch", "MariadbBatch")
        .result("client/MariadbResult", PUBLISHER, "api/MariadbResult")
        .result("client/MariadbSegmentResult", PUBLISHER, "client/MariadbSegmentResult")
        .row("client/MariadbRowText")
        .row("client/MariadbRowBinary")
        .client();
  }

  private static Client h2() {
    return new Hooks("r2dbc-h2", "io/r2dbc/h2")
        .made(
            "H2Statement",
            "(Lio/r2dbc/h2/client/Client;Lio/r2dbc/h2/codecs/Codecs;" + STRING + ")V")
        .bind("H2Statement", "addIndex", "I", "H2Statement")
        .execute("H2Statement")
        .batch("H2Batch", "H2Batch")
        .result("H2Result", FLUX, "H2Result")
        .row("H2Row")
        .client();
  }

  /** Collects the hook points of a driver. */
  private static final class Hooks {
    private final String name;
    private final String beginning;
    private final List<HookPoint> points = new ArrayList<>();

    Hooks(String name, String beginning) {
      this.name = name;
      this.beginning = beginning + "/";
    }

    private String descriptor(String type) {
      return "L" + beginning + type + ";";
    }

    private void after(String type, String method, String tap, List<String> descriptors) {
      add(type, method, descriptors, HookPoint.Kind.AFTER, null, tap);
    }

    private void add(
        String type,
        String method,
        List<String> descriptors,
        HookPoint.Kind kind,
        @Nullable String at,
        String tap) {
      points.add(new HookPoint(beginning + type, method, descriptors, kind, at, TAPS + tap, false));
    }

    Hooks made(String type, String... descriptors) {
      after(type, "<init>", "StatementTap", List.of(descriptors));
      return this;
    }

    Hooks connection(String type, String statement) {
      after(
          type,
          "createStatement",
          "StatementTap",
          List.of("(" + STRING + ")" + descriptor(statement)));
      return this;
    }

    Hooks bind(String type, String method, String place, String statement) {
      after(type, method, "BindTap", List.of("(" + place + OBJECT + ")" + descriptor(statement)));
      return this;
    }

    Hooks execute(String type) {
      add(
          type,
          "execute",
          List.of("()" + FLUX),
          HookPoint.Kind.FILTER_RETURN,
          null,
          "ExecuteFilter");
      return this;
    }

    Hooks batch(String type, String... itself) {
      List<String> descriptors = new ArrayList<>();
      for (String each : itself) {
        descriptors.add("(" + STRING + ")" + descriptor(each));
      }
      after(type, "add", "BatchTap", descriptors);
      return execute(type);
    }

    Hooks result(String type, String flatMapped, String filtered) {
      String predicate = "Ljava/util/function/Predicate;";
      String mapping = "Ljava/util/function/BiFunction;";
      List<String> filter = List.of("(" + predicate + ")" + descriptor(filtered));
      argument(type, "map", List.of("(" + mapping + ")" + FLUX), mapping, "MappingFilter");
      argument(type, "filter", filter, predicate, "TestedFilter");
      after(type, "filter", "FilteredTap", filter);
      return each(type, "flatMap", flatMapped);
    }

    Hooks each(String type, String method, String returned) {
      argument(type, method, List.of("(" + FUNCTION + ")" + returned), FUNCTION, "EachFilter");
      return this;
    }

    private void argument(
        String type, String method, List<String> descriptors, String argument, String gate) {
      add(type, method, descriptors, HookPoint.Kind.FILTER_ARGUMENT, argument, gate);
    }

    Hooks row(String type) {
      List<String> getters = new ArrayList<>();
      for (String place : List.of("I", STRING)) {
        for (String as : List.of("Ljava/lang/Class;", "Ljava/lang/reflect/ParameterizedType;")) {
          getters.add("(" + place + as + ")" + OBJECT);
        }
      }
      after(type, "get", "RowTap", getters);
      return this;
    }

    Client client() {
      String own = beginning.substring(0, beginning.length() - 1);
      return Client.library(
          name,
          List.of(own, "io/r2dbc/spi", "reactor/core"),
          null,
          points.toArray(new HookPoint[0]));
    }
  }
}
