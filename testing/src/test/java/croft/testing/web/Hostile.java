package croft.testing.web;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts that someone might give a job, a branch or a file in the hope that a page takes them for
 * more than text. Each begins with a mark of its own, and what it would inject has the attribute
 * {@code data-hostile} or sets {@code window.hostile}.
 */
record Hostile(String mark, String text) {
  private static final List<String> TEXTS =
      List.of(
          "<script data-hostile>window.hostile=1</script>",
          "<ScRiPt data-hostile>window.hostile=1</sCrIpT>",
          "</script><script data-hostile>window.hostile=1</script>",
          "</title><script data-hostile>window.hostile=1</script>",
          "</textarea><script data-hostile>window.hostile=1</script>",
          "</style><script data-hostile>window.hostile=1</script>",
          "</pre></code><script data-hostile>window.hostile=1</script>",
          "--><script data-hostile>window.hostile=1</script><!--",
          "]]><script data-hostile>window.hostile=1</script>",
          "\"><script data-hostile>window.hostile=1</script>",
          "'><script data-hostile>window.hostile=1</script>",
          "<scr<script>ipt data-hostile>window.hostile=1</scr</script>ipt>",
          "<script data-hostile src=//example.invalid/x.js></script>",
          "<img data-hostile src=x onerror=window.hostile=1>",
          "<img data-hostile src=x onerror=\"window.hostile=1\">",
          "<img data-hostile src='x' onerror='window.hostile=1'>",
          "<img data-hostile src=`x` onerror=window.hostile=1>",
          "\"><img data-hostile src=x onerror=window.hostile=1>",
          "'><img data-hostile src=x onerror=window.hostile=1>",
          "<image data-hostile href=x onerror=window.hostile=1>",
          "<svg data-hostile onload=window.hostile=1>",
          "<svg data-hostile/onload=window.hostile=1>",
          "<svg data-hostile><script>window.hostile=1</script></svg>",
          "<svg data-hostile><animate onbegin=window.hostile=1 attributeName=x dur=1s>",
          "<svg data-hostile><use href=\"data:image/svg+xml,x#a\"/></svg>",
          "<math data-hostile><mtext><style><img src=x onerror=window.hostile=1>",
          "<body data-hostile onload=window.hostile=1>",
          "<iframe data-hostile src=javascript:window.hostile=1></iframe>",
          "<iframe data-hostile srcdoc=\"<script>top.hostile=1</script>\"></iframe>",
          "<object data-hostile data=javascript:window.hostile=1></object>",
          "<embed data-hostile src=javascript:window.hostile=1>",
          "<a data-hostile href=javascript:window.hostile=1>click</a>",
          "<a data-hostile href=\"java&#10;script:window.hostile=1\">click</a>",
          "<form data-hostile action=javascript:window.hostile=1><button>go</button></form>",
          "<button data-hostile formaction=javascript:window.hostile=1>go</button>",
          "<input data-hostile autofocus onfocus=window.hostile=1>",
          "<details data-hostile open ontoggle=window.hostile=1>",
          "<video data-hostile><source onerror=window.hostile=1></video>",
          "<audio data-hostile src=x onerror=window.hostile=1>",
          "<marquee data-hostile onstart=window.hostile=1>",
          "<link data-hostile rel=stylesheet href=//example.invalid/x.css>",
          "<style data-hostile>*{display:none}</style>",
          "<div data-hostile style=\"position:fixed;inset:0;background:red\">over all</div>",
          "<meta data-hostile http-equiv=refresh content=\"0;url=javascript:window.hostile=1\">",
          "<base data-hostile href=//example.invalid/>",
          "<template data-hostile><script>window.hostile=1</script></template>",
          "<custom-element data-hostile onclick=window.hostile=1>",
          "&lt;script data-hostile&gt;window.hostile=1&lt;/script&gt;",
          "&#60;script data-hostile&#62;window.hostile=1&#60;/script&#62;",
          "\\u003cscript data-hostile\\u003ewindow.hostile=1\\u003c/script\\u003e",
          "%3Cscript data-hostile%3Ewindow.hostile=1%3C/script%3E",
          "\" onmouseover=window.hostile=1 data-hostile=\"",
          "' onmouseover=window.hostile=1 data-hostile='",
          "` onmouseover=window.hostile=1 data-hostile=`",
          "javascript:window.hostile=1",
          "data:text/html,<script data-hostile>top.hostile=1</script>",
          "${window.hostile=1}",
          "{{constructor.constructor('window.hostile=1')()}}",
          "__proto__",
          "constructor",
          "\u202Egnp.exe \u2066hidden\u2069",
          "\u200Bzero\u200Bwidth\uFEFF",
          "\u001b[31mred\u001b]8;;javascript:window.hostile=1\u0007click\u001b]8;;\u0007",
          "\u001b]52;c;aGk=\u0007 sets the clipboard",
          "Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A\u032F\u031E\u0320algo",
          "\uD83D\uDC69\u200D\uD83D\uDCBB \uFDFD a very wide one");

  static final List<Hostile> ALL = all();

  private static List<Hostile> all() {
    List<Hostile> all = new ArrayList<>();
    for (String text : TEXTS) {
      String mark = "h%02d.".formatted(all.size());
      all.add(new Hostile(mark, mark + text));
    }
    return List.copyOf(all);
  }

  /** Whether it is shown as it is: others have signs that nobody sees, which a page may mark. */
  boolean isPlain() {
    return text.chars().allMatch(sign -> sign >= 0x20 && sign < 0x7f);
  }
}
