using System.Text;
using Scimify.Portal.Shared.Guides;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Docs;

/// <summary>The documents of docs/guides are made from the guides of the console.</summary>
public sealed class GuideDocumentTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "guides");

    private static readonly GuideAddresses Addresses = new("https://scimify.example.com/scim/v2", "https://scimify.example.com/oauth/token");

    public static TheoryData<string> Names => [.. Documents().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_document_says_what_the_console_says(string name) =>
        Assert.Equal(Documents()[name], await File.ReadAllTextAsync(Path.Combine(Folder, name), TestContext.Current.CancellationToken));

    [Fact]
    public void There_is_no_other_document() => Assert.Equal(Documents().Keys.Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    /// <summary>Writes the documents from the guides. Run it after a change of a guide.</summary>
    [Fact(Explicit = true)]
    public async Task Write()
    {
        foreach (var (name, text) in Documents())
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, name), text, TestContext.Current.CancellationToken);
        }
    }

    private static Dictionary<string, string> Documents() =>
        ProviderGuide.All.ToDictionary(guide => $"{guide.Key}.md", Document, StringComparer.Ordinal).Append(KeyValuePair.Create("README.md", Index())).ToDictionary(StringComparer.Ordinal);

    private static string Index()
    {
        var text = new StringBuilder("# Set-up guides\n\n<!-- Made from the guides of the console -->\n\nHow each identity provider is connected to Looker. The console has the same guides under *Set-up guide* of an integration, with your own addresses and with checks that turn green by themselves.\n\n");
        foreach (var guide in ProviderGuide.All)
        {
            text.Append("- [").Append(guide.Name).Append("](").Append(guide.Key).Append(".md)\n");
        }

        return text.ToString();
    }

    private static string Document(ProviderGuide guide)
    {
        var text = new StringBuilder("# ").Append(TitleOf(guide)).Append("\n\n<!-- Made from the guide of the console -->\n\n").Append(Prose(guide.About)).Append("\n\nThe console has this guide under *Set-up guide* of an integration, with your own addresses and live checks.\n");
        foreach (var (i, step) in guide.Steps.Index())
        {
            text.Append("\n## ").Append(i + 1).Append(". ").Append(step.Title).Append("\n\n").Append(string.Join("\n\n", step.Lines.Select(Prose))).Append('\n');
            if (step.Fields.Count > 0)
            {
                text.Append("\n| Field | Value |\n| --- | --- |\n");
                foreach (var field in step.Fields)
                {
                    text.Append("| ").Append(Prose(field.Label)).Append(" | ").Append(field.IsCopied ? $"`{Addresses.Fill(field.Value)}`" : Prose(field.Value)).Append(" |\n");
                }
            }

            if (step.Check is { } check)
            {
                text.Append("\n**Check:** ").Append(GuideCheckWords.Of(check)).Append('\n');
            }
        }

        text.Append("\n## What to map\n\n| SCIM attribute | ").Append(guide.Name).Append(" | Why |\n| --- | --- | --- |\n");
        foreach (var attribute in guide.Attributes)
        {
            text.Append("| `").Append(attribute.Scim).Append(attribute.IsOfGroup ? "` of a group | " : "` | ").Append(Prose(attribute.Source)).Append(" | ").Append(Prose(attribute.Why)).Append(" |\n");
        }

        text.Append("\n## Known traps\n\n").Append(string.Concat(guide.Traps.Select(trap => $"- {Prose(trap)}\n"))).Append("\n## When a secret is replaced\n\n").Append(Prose(guide.Rotation)).Append('\n');
        return text.ToString();
    }

    private static string TitleOf(ProviderGuide guide) => guide.Key == "other" ? "Connect another identity provider" : $"Connect {guide.Name}";

    /// <summary>What a screen says is in italics, as in the other documents.</summary>
    private static string Prose(string sentence) =>
        string.Concat(GuideText.PartsOf(sentence).Select(part => part.IsLabel ? $"*{Escaped(part.Text)}*" : Escaped(part.Text)));

    private static string Escaped(string text) => text.Replace("*", "\\*", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);
}
