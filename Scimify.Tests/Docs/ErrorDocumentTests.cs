using System.Text;
using System.Text.RegularExpressions;
using Scimify.Core.Errors;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Docs;

/// <summary>docs/errors.md is made from the table of error codes.</summary>
public sealed partial class ErrorDocumentTests
{
    private const string Mark = "<!-- From here on, made from ErrorCodes.cs -->";

    private static readonly string File = Path.Combine(Repository.Root, "docs", "errors.md");

    [Fact]
    public async Task The_document_says_what_the_table_says() => Assert.Equal(Expected(), (await ReadAsync()).List);

    /// <summary>Writes the document from the table. Run it after a change of the table.</summary>
    [Fact(Explicit = true)]
    public async Task Write() => await System.IO.File.WriteAllTextAsync(File, (await ReadAsync()).Head + Mark + Expected(), TestContext.Current.CancellationToken);

    [Fact]
    public void Every_heading_is_where_the_link_of_its_code_leads() =>
        Assert.Empty(ErrorCodes.All.Select(code => code.Anchor).Except(MarkdownFile.Named("docs/errors.md").Anchors));

    [Fact]
    public void Names_are_told_apart_and_sentences_are_sentences()
    {
        Assert.Equal(ErrorCodes.All.Count, ErrorCodes.Names.Distinct().Count());
        Assert.All(ErrorCodes.All, code =>
        {
            Assert.Matches(Name(), code.Name);
            Assert.EndsWith(".", code.Cause, StringComparison.Ordinal);
            Assert.EndsWith(".", code.NextStep, StringComparison.Ordinal);
        });
    }

    /// <summary>A code that is in no group would be in no document.</summary>
    [Fact]
    public void The_groups_have_every_code() => Assert.Equal(
        typeof(ErrorCodes).GetFields().Select(field => field.GetValue(null)).OfType<ErrorCode>().Select(code => code.Name).Order(StringComparer.Ordinal),
        ErrorCodes.Names.Order(StringComparer.Ordinal));

    [Fact]
    public void A_status_alone_has_a_code_too() => Assert.All(Enumerable.Range(400, 200), status => Assert.Contains(ErrorCodes.OfStatus(status), ErrorCodes.All));

    private static async Task<(string Head, string List)> ReadAsync()
    {
        var text = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        return (text[..at], text[(at + Mark.Length)..]);
    }

    private static string Expected()
    {
        var text = new StringBuilder("\n");
        foreach (var (title, codes) in ErrorCodes.Groups)
        {
            text.Append("\n## ").Append(title).Append('\n');
            foreach (var code in codes)
            {
                text.Append("\n### ").Append(code.Name).Append("\n\n").Append(code.Cause).Append("\n\n**What to do:** ").Append(code.NextStep).Append('\n');
            }
        }

        return text.ToString();
    }

    [GeneratedRegex("^[A-Z]+(_[A-Z]+)*$")]
    private static partial Regex Name();
}
