package dev.flowguard.rules.policy;

import dev.flowguard.rules.vocabulary.SourceKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the application handles content, and the guard captures it. */
public sealed interface Source {
  /** Its kind. */
  SourceKind kind();

  /** As declared, for evidence: {@code method com.acme.Chat#text()}. */
  default String declared() {
    return kind() + " " + text();
  }

  /** What stands behind the kind. */
  String text();

  /** True if nobody needs to look when it captures nothing. */
  default boolean isOptional() {
    return false;
  }

  /**
   * A method of the application, overriding ones included.
   *
   * @param type class name with dots, {@code $} before a nested one
   * @param argumentTypes names as in source, without type arguments; null for any
   * @param argument position from 0; -1 for the return value
   */
  record Method(
      String text, String type, String name, @Nullable List<String> argumentTypes, int argument)
      implements Source {
    @Override
    public SourceKind kind() {
      return SourceKind.METHOD;
    }
  }

  /** Files on disk. */
  record Files(String text) implements Source {
    @Override
    public SourceKind kind() {
      return SourceKind.FILES;
    }
  }

  /**
   * Methods or parameters with an annotation.
   *
   * @param text class name with dots, {@code $} before a nested one
   */
  record Annotation(String text) implements Source {
    @Override
    public SourceKind kind() {
      return SourceKind.ANNOTATION;
    }
  }

  /** Messages and values that come in one piece or several, which taps see. */
  sealed interface Messages extends Source {
    /** What of them is captured. */
    Selection selection();

    @Override
    default boolean isOptional() {
      return selection().isOptional();
    }
  }

  /**
   * Bodies of HTTP messages that the application serves: of requests, or of its answers.
   *
   * @param text as declared: {@code POST /api/chat/**}
   * @param method of the request, in upper case; null for any
   * @param path of the request as this server gets it, decoded
   */
  record Http(
      SourceKind kind, String text, @Nullable String method, PathPattern path, Selection selection)
      implements Messages {
    /** True if messages of this method are captured, on its path. */
    public boolean isOf(String ofMethod) {
      return method == null || method.equals(ofMethod);
    }
  }

  /**
   * Bodies of requests to other services, and of their answers.
   *
   * @param text as declared: {@code inference.example.com:8443/v1/**}, or the name of a preset
   * @param services where they are
   * @param paths of the URL
   * @param only the one direction that is captured, or null for both
   */
  record Exchange(
      String text,
      List<Service> services,
      List<PathPattern> paths,
      @Nullable Direction only,
      Selection selection)
      implements Messages {
    public Exchange {
      services = List.copyOf(services);
      paths = List.copyOf(paths);
    }

    /**
     * Where a service is.
     *
     * @param hosts of the URL
     * @param port -1 for any
     */
    public record Service(HostPatterns hosts, int port) {
      /** Why no exchange is with this host, with or without a port; or null. */
      static @Nullable String problem(String hostAndPort) {
        boolean hasPort = Endpoint.hasPort(hostAndPort);
        String host =
            hasPort ? hostAndPort.substring(0, hostAndPort.lastIndexOf(':')) : hostAndPort;
        return HostPatterns.isWide(host)
            ? HostPatterns.problem(host)
            : Endpoint.problem(hostAndPort);
      }

      /** Reads a host with or without a port. */
      static Service of(String hostAndPort) {
        if (!Endpoint.hasPort(hostAndPort)) {
          return new Service(HostPatterns.of(List.of(hostAndPort)), -1);
        }
        int colon = hostAndPort.lastIndexOf(':');
        return new Service(
            HostPatterns.of(List.of(hostAndPort.substring(0, colon))),
            Integer.parseInt(hostAndPort.substring(colon + 1)));
      }
    }

    /** Which message of an exchange. */
    public enum Direction {
      REQUEST("request"),
      RESPONSE("response");

      private final String word;

      Direction(String word) {
        this.word = word;
      }

      /** The word in policies. */
      @Override
      public String toString() {
        return word;
      }
    }

    @Override
    public SourceKind kind() {
      return SourceKind.EXCHANGE;
    }

    /** True if messages of this direction are captured. */
    public boolean hasDirection(Direction direction) {
      return only == null || only == direction;
    }

    /** True if exchanges with this host, as written, may be captured. */
    public boolean isHost(String ofHost) {
      for (Service service : services) {
        if (service.hosts().contains(ofHost)) {
          return true;
        }
      }
      return false;
    }

    /** True if some exchange that is captured may be one with this processor. */
    boolean mayBeWith(Processor processor) {
      for (Service service : services) {
        if (processor.hosts().meets(service.hosts(), service.port())) {
          return true;
        }
        for (Endpoint place : processor.also()) {
          if (mayBeAt(place, service)) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean mayBeAt(Endpoint place, Service service) {
      Integer at = place.port();
      if (!service.hosts().contains(place.host())
          || service.port() >= 0 && at != null && at != service.port()) {
        return false;
      }
      boolean isPath = place.path() == null;
      for (PathPattern path : paths) {
        isPath |= place.path() != null && place.path().meets(path);
      }
      return isPath;
    }

    /**
     * True if exchanges at this place are captured.
     *
     * @param ofHost one that {@link #isHost} is true for
     */
    public boolean isPlace(String ofHost, int ofPort, String ofPath) {
      boolean isService = false;
      for (Service service : services) {
        isService |=
            (service.port() < 0 || service.port() == ofPort)
                && (services.size() == 1 || service.hosts().contains(ofHost));
      }
      if (!isService) {
        return false;
      }
      for (PathPattern path : paths) {
        if (path.matchesAnyForm(ofPath)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Values that the application reads from a column of a database, or writes to it.
   *
   * @param text as declared: {@code chat_message.content}
   * @param owner the column that says whose a value of the same row is, or null
   * @param document the column that names the document of a value of the same row, or null
   * @param isComputed true if what a statement makes from the column, or may make, is captured too
   * @param isOptional true if nobody needs to look when the source captures nothing
   */
  record Jdbc(
      String text,
      DeclaredColumn column,
      @Nullable DeclaredColumn owner,
      @Nullable DeclaredColumn document,
      boolean isComputed,
      boolean isOptional)
      implements Source {
    @Override
    public SourceKind kind() {
      return SourceKind.JDBC;
    }
  }

  /**
   * Values that the application gets from a store or a broker, or writes to it.
   *
   * @param text as declared: {@code chats.messages.text}, {@code chat-messages} or {@code chat:*}
   * @param name of the collection; of topics and keys with {@code *} for any characters
   */
  record Stored(SourceKind kind, String text, String name, Selection selection)
      implements Messages {
    /** True if values with this name are captured. */
    public boolean isOf(String ofName) {
      return kind == SourceKind.MONGO ? name.equals(ofName) : Glob.matches(name, ofName);
    }
  }
}
