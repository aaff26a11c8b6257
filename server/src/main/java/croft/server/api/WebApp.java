package croft.server.api;

import croft.server.api.Routes.Match;
import croft.server.api.Routes.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The web app: files that its build packed into a jar, offered to whoever asks, without a token;
 * the page itself asks for one. A server without that jar has no web app and works as well.
 *
 * <p>Only what is on the build's list can be asked for, so no path leads anywhere else. Every other
 * address that a browser opens is one of the app's own views, and gets its page.
 */
final class WebApp {
  private static final String FOLDER = "/croft/web/";
  private static final String LIST = "files.txt";
  private static final String PAGE = "index.html";

  /** Their names have a digest of the content: the same name is always the same file. */
  private static final String HASHED = "assets/";

  private static final List<String> NOT_VIEWS =
      List.of("/api/", "/health/", "/metrics", "/openapi");

  /**
   * Nothing inline, nothing from elsewhere, nowhere to be framed. Pictures among the artifacts are
   * shown from memory ({@code blob:}).
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; worker-src 'self'; frame-src blob:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json");

  /**
   * A file.
   *
   * @param gzip whether it is there compressed, too
   */
  private record Asset(String name, String digest, boolean gzip) {}

  private final Map<String, Asset> assets;
  private final Match.Found page = new Match.Found(route(PAGE), Map.of());

  private WebApp(Map<String, Asset> assets) {
    this.assets = assets;
  }

  /** What is on the class path; nothing if there is none. */
  static WebApp onClassPath() {
    Map<String, Asset> assets = new HashMap<>();
    try {
      byte[] list = read(LIST);
      if (list != null) {
        new String(list, StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.split(" "))
            .forEach(of -> assets.put(of[0], new Asset(of[0], of[1], of[2].equals("gzip"))));
      }
    } catch (IOException e) {
      throw new IllegalStateException("the web app in this program cannot be read", e);
    }
    return new WebApp(Map.copyOf(assets));
  }

  /**
   * What a path means to which no call belongs.
   *
   * @param accept header of the request; null if it has none
   */
  Match find(String method, String rawPath, @Nullable String accept) {
    if (assets.isEmpty() || !(method.equals("GET") || method.equals("HEAD"))) {
      return new Match.None();
    }
    String name = rawPath.substring(1);
    if (!name.equals(LIST) && assets.containsKey(name)) {
      return new Match.Found(route(name), Map.of());
    }
    boolean view =
        rawPath.equals("/") || (opens(accept) && NOT_VIEWS.stream().noneMatch(rawPath::startsWith));
    return view ? page : new Match.None();
  }

  /** Whether this is a browser that goes to an address, not a program that calls one. */
  private static boolean opens(@Nullable String accept) {
    return accept != null && accept.contains("text/html");
  }

  private Route route(String name) {
    return new Route("GET", "/{app}", true, exchange -> answer(exchange, name));
  }

  private void answer(Exchange exchange, String name) throws IOException {
    Asset asset = assets.get(name);
    if (asset == null) {
      throw new IOException("the list of the web app lacks " + name);
    }
    boolean packed = asset.gzip && accepts(exchange.header("Accept-Encoding"));
    String tag = "\"" + asset.digest + (packed ? "-gzip" : "") + "\"";
    exchange
        .set("ETag", tag)
        .set("Vary", "Accept-Encoding")
        .set(
            "Cache-Control",
            name.startsWith(HASHED) ? "public, max-age=31536000, immutable" : "no-cache")
        .set("Content-Security-Policy", POLICY)
        .set("Referrer-Policy", "no-referrer")
        .set("Cross-Origin-Opener-Policy", "same-origin")
        .set("Cross-Origin-Resource-Policy", "same-origin")
        .set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if (tag.equals(exchange.header("If-None-Match"))) {
      exchange.empty(304);
      return;
    }
    byte[] bytes = read(packed ? name + ".gz" : name);
    if (bytes == null) {
      throw new IOException("the program has no " + FOLDER + name);
    }
    if (packed) {
      exchange.set("Content-Encoding", "gzip");
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    exchange.send(200, type == null ? "application/octet-stream" : type, bytes);
  }

  /** Whether a client that sent this reads gzip. */
  static boolean accepts(@Nullable String encodings) {
    if (encodings == null) {
      return false;
    }
    for (String each : encodings.split(",")) {
      String[] parts = each.strip().split(";");
      if (parts[0].strip().equalsIgnoreCase("gzip")) {
        return parts.length < 2 || !parts[1].strip().matches("q=0(\\.0*)?");
      }
    }
    return false;
  }

  private static byte @Nullable [] read(String name) throws IOException {
    try (InputStream in = WebApp.class.getResourceAsStream(FOLDER + name)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
