package croft.protocol.client;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its response, as they went over the line. The arrays are not copied; do not
 * change them.
 *
 * @param method in capitals
 * @param uri with the query, undecoded
 * @param requestHeaders that this client set
 * @param requestBody null if there was none, or it was streamed
 * @param status of the response
 * @param responseHeaders names in lower case
 * @param responseBody null if it was streamed
 */
@SuppressWarnings("ArrayRecordComponent") // Only passed on, never compared.
public record Exchange(
    String method,
    URI uri,
    Map<String, List<String>> requestHeaders,
    byte @Nullable [] requestBody,
    int status,
    Map<String, List<String>> responseHeaders,
    byte @Nullable [] responseBody) {}
