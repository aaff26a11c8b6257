package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The web app's files, as a browser asks for them: without a token. */
class WebAppTest {
  @AutoClose private static final ApiServer farm = new ApiServer();
  @AutoClose private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(farm.url().resolve(path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private String script() throws Exception {
    Matcher script = Pattern.compile("src=\"(/assets/[^\"]+)\"").matcher(text(get("/")));
    assertThat(script.find()).isTrue();
    return script.group(1);
  }

  @Test
  void thePageComesWithoutATokenAndMayRunNothingInline() throws Exception {
    HttpResponse<byte[]> page = get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(text(page)).doesNotContain("<script>", "style=", "onload=");
  }

  @Test
  void everyViewsAddressIsThePage() throws Exception {
    String page = text(get("/"));

    assertThat(text(get("/graphs/12/jobs/test%2Flinux%2F3?attempt=2", "Accept", "text/html")))
        .isEqualTo(page);
  }

  @Test
  void otherAddressesAreStillTheApis() throws Exception {
    for (String path : new String[] {"/api/v1/nothing", "/metrics/x", "/health/x"}) {
      HttpResponse<byte[]> answer = get(path, "Accept", "text/html");
      assertThat(header(answer, "Content-Type")).as(path).isEqualTo("application/problem+json");
    }
    assertThat(get("/graphs").statusCode()).isEqualTo(401);
    assertThat(get("/files.txt").statusCode()).isEqualTo(401);
    assertThat(get("/assets/..%2Ffiles.txt").statusCode()).isEqualTo(401);
  }

  @Test
  void scriptsStayInTheBrowsersCacheAndComeCompressed() throws Exception {
    String path = script();
    HttpResponse<byte[]> plain = get(path);
    HttpResponse<byte[]> packed = get(path, "Accept-Encoding", "br, gzip;q=0.8");

    assertThat(header(plain, "Cache-Control")).contains("immutable", "max-age=31536000");
    assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(packed, "Vary")).isEqualTo("Accept-Encoding");
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
    }
    assertThat(header(packed, "ETag")).isNotEqualTo(header(plain, "ETag"));
    assertThat(get(path, "If-None-Match", header(plain, "ETag")).statusCode()).isEqualTo(304);
    assertThat(header(get("/"), "Cache-Control")).isEqualTo("no-cache");
  }
}
