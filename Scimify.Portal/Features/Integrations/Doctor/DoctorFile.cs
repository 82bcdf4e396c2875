using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>
/// The results of the providers' tests as one HTML file, for whoever reviews the connector: each test, and what was sent and
/// answered. It has nothing of the integration's people, logs or addresses.
/// </summary>
internal static class DoctorFile
{
    public const string MediaType = MediaTypeNames.Text.Html;

    private const string Style = "body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}"
        + "td,th{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}.failed{color:#b1231d;font-weight:600}";

    public static string NameOf(DoctorReport report) => string.Create(CultureInfo.InvariantCulture, $"scim-tests-{report.At.UtcDateTime:yyyy-MM-dd}.html");

    public static FileContentResult Answer(DoctorReport report) => new(Encoding.UTF8.GetBytes(Html(report)), $"{MediaType}; charset=utf-8") { FileDownloadName = NameOf(report) };

    public static string Html(DoctorReport report)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>SCIM 2.0 test results</title><style>").Append(Style).Append("</style></head><body>\n")
            .Append("<h1>SCIM 2.0 test results</h1>\n<p>Scimify ").Append(Text(report.Version)).Append(", ").Append(Text(Times.Utc(report.At)))
            .Append(". The tests ran on the SCIM endpoint with the policies of one integration, and an empty directory.</p>\n");
        foreach (var suite in report.Suites)
        {
            html.Append("<h2>").Append(Text(suite.Name)).Append("</h2>\n<p>").Append(Text(suite.What)).Append(". ")
                .Append(CultureInfo.InvariantCulture, $"{suite.Passed} of {suite.Tests.Count} tests passed.</p>\n");
            foreach (var test in suite.Tests)
            {
                Append(html, test);
            }
        }

        return html.Append("</body></html>\n").ToString();
    }

    private static void Append(StringBuilder html, ReplayedTest test)
    {
        html.Append("<h3>").Append(Text(test.Name)).Append(test.HasPassed ? ": passed" : ": <span class=\"failed\">failed</span>").Append("</h3>\n");
        if (test.Problem is { } problem)
        {
            html.Append("<p class=\"failed\">").Append(Text(problem)).Append("</p>\n");
        }

        html.Append("<table><tr><th>Request</th><th>Expected</th><th>Answer</th></tr>\n");
        foreach (var exchange in test.Exchanges)
        {
            html.Append("<tr><td><pre>").Append(Text($"{exchange.Method} {exchange.Path}\n{exchange.Sent}".TrimEnd()))
                .Append(CultureInfo.InvariantCulture, $"</pre></td><td>{exchange.Expected}</td><td><pre>")
                .Append(Text($"{exchange.Status}\n{exchange.Answered}".TrimEnd())).Append("</pre></td></tr>\n");
        }

        html.Append("</table>\n");
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
