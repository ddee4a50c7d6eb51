package dev.flowguard.rules.provenance;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields whose value follows a grammar of its own: what a client, a library or a browser writes
 * into them is the same for everybody, so a chat that quotes it must not stop a request.
 *
 * <p>Of such a value the words of its grammar are explained, together with numbers, versions and
 * ids. Any other word in it counts as content like everywhere else. Grammars: RFC 9110 for fields
 * of HTTP, RFC 2045 and 2046 for media types, RFC 9111 for caches, RFC 5646 for languages, the
 * client hints of the WICG. Loaded when something known is first found in a request.
 */
final class ProtocolFields {
  /** Longer ones with a digit in them are no version or model. */
  private static final int LONGEST_VERSION = 20;

  private static final int LONGEST_PRODUCT = 24;
  private static final int LONGEST_BOUNDARY = 70;
  private static final int LONGEST_NAME = 48;

  /** One is counted for the beginning. */
  private static final int MOST_BOUNDARY_WORDS = 3;

  private static final int LONGEST_AGENT = 320;
  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (",
          "ANGLE (",
          "Dalvik/",
          "okhttp/",
          "Apache-HttpClient/",
          "AppleWebKit/", // where a decoder parted an agent at its semicolons
          "NVIDIA GeForce",
          "AMD Radeon",
          "Mesa ",
          "Intel(R) ");
  private static final int LONGEST_ORGANISATION = 80;
  private static final int MOST_ORGANISATION_WORDS = 8;
  private static final String BOUNDARY = "boundary=";

  /** What may be in a value. */
  enum Grammar {
    MEDIA_TYPE(
        "application audio font example haptics image message model multipart text video"
            + " form data urlencoded x www json xml html xhtml css csv plain javascript ecmascript"
            + " octet stream pdf rtf zip gzip x tar bzip compressed jpeg jpg png gif webp avif heic"
            + " heif svg tiff bmp icon mpeg ogg opus flac wav webm quicktime mixed related"
            + " alternative digest byteranges report signed encrypted vnd openxmlformats"
            + " officedocument wordprocessingml spreadsheetml presentationml document sheet"
            + " presentation template slideshow ms word msword excel powerpoint outlook"
            + " macroenabled oasis opendocument spreadsheet graphics epub jose jwt jwk set problem"
            + " ld hal api geo patch merge seq ndjson jsonl jsonlines protobuf grpc proto web"
            + " thrift avro binary msgpack cbor smile soap wsdl atom rss calendar vcard markdown"
            + " event events yaml toml sql graphql response hash wasm woff ttf otf sfnt collection"
            + " cloudevents batch amz google apps folder github apple pkpass android package"
            + " archive java serialized object jar pgp signature keys pkcs mime sigstore spring"
            + " boot actuator openmetrics prometheus scim oauth samlassertion"
            + " charset utf us ascii iso windows cp shift jis euc kr jp gbk big koi latin"
            + " boundary version profile type start info action codecs q level indent odata"
            + " metadata full minimal none streaming formboundary webkitformboundary part nextpart"
            + " delsp flowed format name filename encoding"),
    AGENT(
        "mozilla applewebkit khtml like gecko chrome chromium headlesschrome safari version mobile"
            + " firefox fxios crios edg edge edga edgios opr opera brave vivaldi yabrowser"
            + " samsungbrowser samsung browser duckduckgo trident msie presto seamonkey silk"
            + " ucbrowser windows nt win wow mac macintosh intel ppc os x linux android iphone ipad"
            + " ipod cpu cros ubuntu fedora debian bsd freebsd openbsd arm aarch amd i u en us gb"
            + " de fr es build touch tablet phone pixel galaxy compatible bot crawler google"
            + " googlebot bing bingbot http https www com html rv tv smarttv wv fban fbav instagram"
            + " version not a brand microsoft webview chromeos mozlila okhttp apache httpclient"
            + " httpasyncclient httpcore java jdk openjdk jre hotspot runtime environment server vm"
            + " client bit bindings http net httpurlconnection jetty netty reactor reactornetty"
            + " vertx armeria undertow spring springframework boot webclient resttemplate feign"
            + " retrofit unirest ktor jersey resteasy helidon akka pekko micronaut quarkus async"
            + " ahc dart python requests aiohttp urllib node nodejs undici axios got fetch ruby php"
            + " guzzlehttp go curl wget libcurl dotnet postmanruntime insomnia grpc grpc-java aws"
            + " sdk awssdk boto lang md internal cfg retry mode legacy standard ua exec env lambda"
            + " app id gl gdcl gax gapic gccl token api stripe javabindings stripebindings"
            + " restbindings v publisher bindingsversion osname osversion osarch vendor name arch"
            + " application partner url private eclipse adoptium temurin oracle corporation corp"
            + " inc amazon corretto azul systems zulu bellsoft liberica redhat red hat sap se"
            + " graalvm jetbrains s r o ibm semeru homebrew community ltd gmbh alpine musl generic"
            + " desktop mobile platform kotlin scala groovy clojure lts openj jit tiered mixed"
            + " sharing sentry slack segment datadog opentelemetry otel otlp exporter crisp"
            + " java-client javaclient dalvik redmi note xiaomi huawei motorola nokia"
            + " angle direct3d11 opengl es vulkan metal renderer unspecified vs ps d3d11 nvidia"
            + " geforce rtx gtx quadro ti super amd radeon rx vega pro intel iris xe uhd hd graphics"
            + " qualcomm adreno tm mali powervr rogue imagination mesa llvmpipe swiftshader subzero"
            + " device llvm pcie sse2 xclipse webgl glsl"),
    LANGUAGE("hans hant latn cyrl arab deva q"),
    CODING(
        "gzip x deflate br zstd zstandard compress identity chunked trailers utf us ascii iso q"
            + " bytes none"),
    CONTROL(
        "no cache store transform only if cached public private must understand revalidate proxy"
            + " max age s maxage min fresh stale while error immutable keep alive close upgrade"
            + " timeout websocket insecure requests continue h2c http2 settings te trailers"
            + " navigate cors same origin site cross none empty document nested iframe image script"
            + " style worker serviceworker font audio video manifest xslt report user websocket"
            + " u i include subdomains preload origin when strict return representation"
            + " respond async wait handling lenient permessage deflate client server context"
            + " takeover window bits light dark reduce preference"),
    DATE(
        "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday jan"
            + " feb mar apr may jun jul aug sep oct nov dec gmt utc"),
    /** Trace ids and their kin: only what is an id. */
    TRACE("root parent self sampled lineage o t dd s p"),
    /** Names of header fields. */
    HEADER_NAME(
        "accept access age allow alive application authorization auth baggage cache charset client"
            + " cloud connection content context control cookie correlation csrf csp custom dnt"
            + " date datadog debug delay device disposition downlink ect early data encoding etag"
            + " expect expires fetch forwarded for from full version list gateway host http id"
            + " idempotency if insecure key keep language length link location match max media md"
            + " memory method mobile model modified network none only opaque options origin"
            + " override parent path permissions platform policy port pragma prefer prefers"
            + " priority color scheme proto protocol proxy range rate limit real ip referer"
            + " referrer remote report reporting request requested requests response root rtt"
            + " sampled save sec security sent sentry server session set signature site since span"
            + " stripe strict subject telemetry time timeout timestamp timing to token trace"
            + " traceparent tracestate trailer transaction transfer transport type ua unmodified"
            + " upgrade user agent value vary version viewport via warning websocket width with x"
            + " xsrf amz amzn goog google b3 bitness arch wow64 dpr te digest credentials headers"
            + " expose extensions accept date sha256 target api call attempt sdk invocation retry"
            + " account domain subdomains nonce openai anthropic organization project beta shopify"
            + " slack github hub crisp tier ms azure dest mode");

    private final Set<String> words;

    Grammar(String words) {
      this.words = new HashSet<>(List.of(words.split(" ")));
    }
  }

  private static final Map<String, Grammar> FIELDS =
      Map.ofEntries(
          Map.entry("content-type", Grammar.MEDIA_TYPE),
          Map.entry("accept", Grammar.MEDIA_TYPE),
          Map.entry("accept-patch", Grammar.MEDIA_TYPE),
          Map.entry("accept-post", Grammar.MEDIA_TYPE),
          Map.entry("user-agent", Grammar.AGENT),
          Map.entry("useragent", Grammar.AGENT),
          Map.entry("x-stripe-client-user-agent", Grammar.AGENT),
          Map.entry("x-stripe-client-telemetry", Grammar.AGENT),
          Map.entry("x-amz-user-agent", Grammar.AGENT),
          Map.entry("x-goog-api-client", Grammar.AGENT),
          Map.entry("server", Grammar.AGENT),
          Map.entry("sec-ch-ua", Grammar.AGENT),
          Map.entry("sec-ch-ua-arch", Grammar.AGENT),
          Map.entry("sec-ch-ua-bitness", Grammar.AGENT),
          Map.entry("sec-ch-ua-full-version", Grammar.AGENT),
          Map.entry("sec-ch-ua-full-version-list", Grammar.AGENT),
          Map.entry("sec-ch-ua-mobile", Grammar.AGENT),
          Map.entry("sec-ch-ua-model", Grammar.AGENT),
          Map.entry("sec-ch-ua-platform", Grammar.AGENT),
          Map.entry("sec-ch-ua-platform-version", Grammar.AGENT),
          // Google Analytics 4: the client hints as parameters.
          Map.entry("uaa", Grammar.AGENT),
          Map.entry("uab", Grammar.AGENT),
          Map.entry("uafvl", Grammar.AGENT),
          Map.entry("uamb", Grammar.AGENT),
          Map.entry("uam", Grammar.AGENT),
          Map.entry("uap", Grammar.AGENT),
          Map.entry("uapv", Grammar.AGENT),
          Map.entry("uaw", Grammar.AGENT),
          Map.entry("ul", Grammar.LANGUAGE),
          Map.entry("sr", Grammar.TRACE),
          Map.entry("gcs", Grammar.TRACE),
          Map.entry("gcd", Grammar.TRACE),
          Map.entry("gtm", Grammar.TRACE),
          Map.entry("tag-exp", Grammar.TRACE),
          Map.entry("accept-language", Grammar.LANGUAGE),
          Map.entry("content-language", Grammar.LANGUAGE),
          Map.entry("accept-charset", Grammar.CODING),
          Map.entry("accept-encoding", Grammar.CODING),
          Map.entry("accept-ranges", Grammar.CODING),
          Map.entry("content-encoding", Grammar.CODING),
          Map.entry("te", Grammar.CODING),
          Map.entry("transfer-encoding", Grammar.CODING),
          Map.entry("cache-control", Grammar.CONTROL),
          Map.entry("pragma", Grammar.CONTROL),
          Map.entry("connection", Grammar.CONTROL),
          Map.entry("proxy-connection", Grammar.CONTROL),
          Map.entry("keep-alive", Grammar.CONTROL),
          Map.entry("expect", Grammar.CONTROL),
          Map.entry("prefer", Grammar.CONTROL),
          Map.entry("priority", Grammar.CONTROL),
          Map.entry("upgrade", Grammar.CONTROL),
          Map.entry("upgrade-insecure-requests", Grammar.CONTROL),
          Map.entry("sec-fetch-dest", Grammar.CONTROL),
          Map.entry("sec-fetch-mode", Grammar.CONTROL),
          Map.entry("sec-fetch-site", Grammar.CONTROL),
          Map.entry("sec-fetch-user", Grammar.CONTROL),
          Map.entry("sec-gpc", Grammar.CONTROL),
          Map.entry("sec-ch-prefers-color-scheme", Grammar.CONTROL),
          Map.entry("sec-websocket-extensions", Grammar.CONTROL),
          Map.entry("sec-websocket-version", Grammar.CONTROL),
          Map.entry("strict-transport-security", Grammar.CONTROL),
          Map.entry("date", Grammar.DATE),
          Map.entry("expires", Grammar.DATE),
          Map.entry("if-modified-since", Grammar.DATE),
          Map.entry("if-unmodified-since", Grammar.DATE),
          Map.entry("last-modified", Grammar.DATE),
          Map.entry("traceparent", Grammar.TRACE),
          Map.entry("tracestate", Grammar.TRACE),
          Map.entry("sentry-trace", Grammar.TRACE),
          Map.entry("b3", Grammar.TRACE),
          Map.entry("x-amzn-trace-id", Grammar.TRACE),
          Map.entry("x-cloud-trace-context", Grammar.TRACE),
          Map.entry("uber-trace-id", Grammar.TRACE));

  /** Fields that say which kind of event it was. */
  private static final Set<String> EVENT = Set.of("en", "event", "event_name", "eventname");

  /** What is sold and shown: of Google Analytics 4, and what others call the same. */
  private static final Set<String> PRODUCT =
      Set.of(
          "item_id",
          "item_name",
          "item_brand",
          "item_category",
          "item_category2",
          "item_category3",
          "item_category4",
          "item_category5",
          "item_variant",
          "item_list_id",
          "item_list_name",
          "promotion_id",
          "promotion_name",
          "creative_name",
          "creative_slot",
          "affiliation",
          "coupon",
          "product",
          "product_id",
          "product_name",
          "productname",
          "sku");

  /** Fields that hold the name of an organisation, also with {@code _name} behind. */
  private static final Set<String> ORGANISATION =
      Set.of(
          "company",
          "companyname",
          "organisation",
          "organization",
          "organizationname",
          "organisationname",
          "org",
          "employer",
          "institution",
          "business",
          "businessname",
          "legal_entity",
          "hospital",
          "school",
          "university",
          "clinic");

  private ProtocolFields() {}

  /**
   * The grammar of a field, by its own name or by that of the header that it is in. Null where the
   * field may hold anything.
   */
  static @Nullable Grammar of(Location location) {
    Location named = location;
    for (int i = 0; i < LONGEST_NAME && named.index() >= 0 && named.outer() != null; i++) {
      named = named.outer();
    }
    Grammar own = of(named.name());
    return own == null ? of(headerAround(location)) : own;
  }

  /** The name of the header that something is in, or null. */
  private static @Nullable String headerAround(Location location) {
    Location at = location;
    Location outer = at.outer();
    while (outer != null && outer.outer() != null) {
      at = outer;
      outer = at.outer();
    }
    return outer != null && outer.kind() == Location.Kind.HEADER ? at.name() : null;
  }

  private static @Nullable Grammar of(@Nullable String name) {
    return name == null || name.length() > LONGEST_NAME
        ? null
        : FIELDS.get(name.replace('_', '-').toLowerCase(Locale.ROOT));
  }

  /**
   * True where no value is anybody's name: fields with a grammar, names of events, and what a shop
   * says of its products.
   */
  static boolean holdsNoName(Leaf.Text leaf) {
    Location location = leaf.location();
    if (of(location) != null) {
      return true;
    }
    String name = location.name();
    if (name == null || name.length() > LONGEST_NAME) {
      return false;
    }
    String plain = name.toLowerCase(Locale.ROOT);
    plain = plain.substring(plain.lastIndexOf('.') + 1); // ep.item_name
    return PRODUCT.contains(plain)
        || plain.length() <= 5 && plain.startsWith("pr") && isNumber(plain, 2)
        || (EVENT.contains(plain) || plain.equals("name") && isOfEvents(location))
            && isSymbol(leaf.value());
  }

  /**
   * True for the name of an organisation in a field for one: a few words, most of them with a
   * capital, and no sentence.
   */
  static boolean isOrganisation(Leaf.Text leaf) {
    String name = leaf.location().name();
    if (name == null || leaf.value().length() > LONGEST_ORGANISATION || !isOfOrganisation(name)) {
      return false;
    }
    String value = leaf.value().strip();
    int words = 0;
    int small = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isFirst =
          Character.isLetter(c) && (i == 0 || !Character.isLetterOrDigit(value.charAt(i - 1)));
      words += isFirst ? 1 : 0;
      small += isFirst && Character.isLowerCase(c) ? 1 : 0;
      boolean isEnd = c == '.' && i + 1 < value.length() && value.charAt(i + 1) == ' ' && small > 0;
      if (isEnd || "?!;:\n\u3002".indexOf(c) >= 0) {
        return false;
      }
    }
    return words <= MOST_ORGANISATION_WORDS && 2 * small <= words;
  }

  private static boolean isOfOrganisation(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace("-", "_");
    return ORGANISATION.contains(plain)
        || plain.endsWith("_name")
            && ORGANISATION.contains(plain.substring(0, plain.length() - "_name".length()));
  }

  /** The name of an element of a list of events. */
  private static boolean isOfEvents(Location location) {
    Location element = location.outer();
    Location list = element == null ? null : element.outer();
    String of = list == null ? null : list.name();
    return of != null && of.equalsIgnoreCase("events");
  }

  /** Letters, digits and what joins them, without a blank. */
  private static boolean isSymbol(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '.' && c != ':') {
        return false;
      }
    }
    return value.length() <= LONGEST_NAME;
  }

  private static boolean isNumber(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() > start;
  }

  /** Words of a value that its grammar explains, each with what separates it from the next. */
  static Spans explained(String value, Grammar grammar) {
    Spans found = new Spans();
    explain(value, 0, value.length(), grammar, found);
    return found;
  }

  /** The same for agents of browsers and names of graphics, which many fields have. */
  static Spans agents(String value) {
    Spans found = new Spans();
    for (int at = 0; at < value.length(); at++) {
      if (!isAgentAt(value, at)) {
        continue;
      }
      int end = at;
      int most = Math.min(value.length(), at + LONGEST_AGENT);
      while (end < most && value.charAt(end) >= ' ' && value.charAt(end) != '"') {
        end++;
      }
      explain(value, at, end, Grammar.AGENT, found);
      at = end - 1;
    }
    return found;
  }

  private static boolean isAgentAt(String value, int at) {
    for (String beginning : AGENTS) {
      if (value.charAt(at) == beginning.charAt(0) && value.startsWith(beginning, at)) {
        return true;
      }
    }
    return false;
  }

  private static void explain(String value, int start, int length, Grammar grammar, Spans found) {
    for (int i = start; i < length; ) {
      if (!Character.isLetterOrDigit(value.charAt(i))) {
        i++;
        continue;
      }
      int end = i + 1;
      boolean hasDigit = isDigit(value.charAt(i));
      while (end < length && Character.isLetterOrDigit(value.charAt(end))) {
        hasDigit |= isDigit(value.charAt(end));
        end++;
      }
      if (grammar == Grammar.MEDIA_TYPE && value.startsWith(BOUNDARY, i)) {
        end = boundary(value, i + BOUNDARY.length());
        found.add(i, end);
      } else if (end - i == 1
          || hasDigit && end - i <= LONGEST_VERSION
          || isWord(value, i, end, grammar)) {
        found.add(i, end);
      }
      i = end;
    }
  }

  private static boolean isWord(String value, int start, int end, Grammar grammar) {
    if (grammar == Grammar.LANGUAGE && end - start <= 3) {
      return true;
    }
    if (grammar == Grammar.AGENT && isProduct(value, start, end)) {
      return true;
    }
    return grammar.words.contains(value.substring(start, end).toLowerCase(Locale.ROOT));
  }

  /** A name that a version follows: {@code MirageStudio/3.2}. */
  private static boolean isProduct(String value, int start, int end) {
    return end - start <= LONGEST_PRODUCT
        && end + 1 < value.length()
        && value.charAt(end) == '/'
        && isDigit(value.charAt(end + 1));
  }

  /**
   * Where a boundary ends that a library made up: dashes, at most two words, and words with digits.
   * What has more words is no such boundary, and none of it is taken.
   */
  private static int boundary(String value, int start) {
    int end = start;
    int words = 0;
    boolean inWord = false;
    boolean hasDigit = false;
    while (end < value.length() && value.charAt(end) != ';' && value.charAt(end) != ',') {
      char c = value.charAt(end);
      boolean isLetter = Character.isLetterOrDigit(c);
      if (isLetter && !inWord) {
        words += hasDigit ? 0 : 1; // the word before, or the one to come if there is none
        hasDigit = false;
      }
      inWord = isLetter;
      hasDigit |= isDigit(c);
      end++;
    }
    words += hasDigit ? 0 : 1;
    return end - start <= LONGEST_BOUNDARY && words <= MOST_BOUNDARY_WORDS ? end : start;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
