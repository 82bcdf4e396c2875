using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Portal.CommandLine;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Docs;

/// <summary>The files, commands, settings, packages and code that the documents mention exist.</summary>
public sealed partial class DocumentTests
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly string[] Programs = ["./run", "dotnet Scimify.Portal.dll"];

    private static readonly ILookup<string, Type> Types = new[] { typeof(UserService).Assembly, typeof(ScimifyApplication).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .ToLookup(type => type.Name.Split('`')[0]);

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        var anchors = MarkdownFile.All.ToDictionary(file => Path.Combine(Repository.Root, file.Name), file => file.Anchors.ToHashSet());
        NoneOf(
            from document in MarkdownFile.All
            from link in document.LocalLinks
            let target = document.Resolve(link)
            where !Path.Exists(target.File) || (target.Anchor.Length > 0 && !anchors[target.File].Contains(target.Anchor))
            select $"{document.Name} links to {link}");
    }

    [Fact]
    public void Commands_are_understood_by_the_command_line()
    {
        var commands = Written().ToList();

        Assert.Contains(commands, c => c.Arguments.StartsWith("admin create", StringComparison.Ordinal));
        NoneOf(
            from command in commands
            from error in ScimifyCommands.Root(Terminal.OfProcess()).Parse(command.Arguments).Errors
            select $"{command.Document}: {command.Arguments}: {error.Message}");
    }

    [Fact]
    public void Every_visible_verb_is_in_the_README()
    {
        var readme = MarkdownFile.Named("README.md").Code.ToHashSet();
        NoneOf(
            from verb in ScimifyCommands.Root(Terminal.OfProcess()).Subcommands
            where !verb.Hidden
            let names = verb.Subcommands.Count == 0 ? [verb.Name] : verb.Subcommands.Select(inner => $"{verb.Name} {inner.Name}")
            from name in names
            where !readme.Any(code => code == name || code.StartsWith(name + " ", StringComparison.Ordinal))
            select name);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/contracts.md")]
    public void A_table_of_settings_has_the_keys_and_defaults_that_the_program_has(string document)
    {
        var table = MarkdownFile.Named(document).Rows("Settings").ToDictionary(row => row[0].Trim('`'), row => row[1].Trim('`'));
        var parsed = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "Scimify.Portal", "Host", "Settings"), "*Parser.cs").Select(File.ReadAllText));
        var written = SettingsParser.Parse(Configuration(table.Where(row => row.Value != "none")));
        var standard = SettingsParser.Parse(Configuration([]));

        Assert.Equal(
            SettingKey().Matches(parsed).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal).Distinct(),
            table.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(written.UnknownKeys);
        Assert.Equal(
            standard with { UnknownKeys = [], ForwardedHeaders = written.ForwardedHeaders },
            written with { UnknownKeys = [] },
            (a, b) => a.ToString() == b.ToString() && a.Database.Target == b.Database.Target);
    }

    [Fact]
    public void Every_package_is_explained()
    {
        var explained = MarkdownFile.Named("docs/dependencies.md").Code.ToHashSet();
        NoneOf(
            from package in XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            let name = package.Attribute("Include")!.Value
            where !explained.Contains(name)
            select name);
    }

    /// <summary><c>Type.Member</c> in backticks, and the arrows of the diagrams.</summary>
    [Fact]
    public void The_architecture_names_types_and_members_that_exist()
    {
        var architecture = MarkdownFile.Named("docs/architecture.md");
        var inText = architecture.Code.Select(code => TypeMember().Match(code)).Where(m => m.Success).Select(m => (Type: m.Groups[1].Value, Member: m.Groups[2].Value));
        var inDrawings = architecture.Blocks("mermaid").SelectMany(Arrows).ToList();

        Assert.NotEmpty(inDrawings);
        NoneOf(
            from named in inText.Concat(inDrawings).Distinct()
            where !Types[named.Type].Any(type => type.GetMember(named.Member, Any).Length > 0 || type.GetNestedType(named.Member, Any) is not null)
            select $"{named.Type}.{named.Member}");
    }

    [Fact]
    public void The_tree_has_the_folders_that_are_there()
    {
        var tree = MarkdownFile.Named("docs/architecture.md").Blocks("").First().Split('\n');
        foreach (var project in new[] { "Scimify.Core", "Scimify.Portal" })
        {
            var drawn = tree.SkipWhile(line => !line.StartsWith(project, StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith(' '))
                .Select(line => Folder().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value);
            Assert.Equal(
                new DirectoryInfo(Path.Combine(Repository.Root, project)).EnumerateDirectories().Select(folder => folder.Name)
                    .Except(["bin", "obj", "wwwroot"]).Order(StringComparer.Ordinal),
                drawn.Order(StringComparer.Ordinal));
        }
    }

    /// <summary>A test that a document names as its proof exists.</summary>
    [Fact]
    public void Test_classes_that_documents_name_exist()
    {
        var classes = typeof(DocumentTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet();
        NoneOf(
            from document in MarkdownFile.All
            from code in document.Code
            let named = TestClass().Match(code)
            where named.Success && !classes.Contains(named.Groups[1].Value)
            select $"{document.Name} names {code}");
    }

    [Fact]
    public void Metrics_that_the_operations_name_exist()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Scimify.Portal"), "*Metrics*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).ToList();
        var named = MarkdownFile.Named("docs/operations.md").CodeBelow("Metrics").SelectMany(code => Metric().Matches(code).Select(m => m.Value)).Distinct().ToList();

        Assert.NotEmpty(named);
        NoneOf(named.Where(metric => !sources.Exists(source => source.Contains($"\"{metric}\"", StringComparison.Ordinal))));
    }

    private static void NoneOf(IEnumerable<string> wrong) => Assert.Equal("", string.Join(Environment.NewLine, wrong));

    /// <summary>The arguments of the program in the documents' shell blocks, up to a redirection or pipe.</summary>
    private static IEnumerable<(string Document, string Arguments)> Written() =>
        from document in MarkdownFile.All
        from line in document.Commands
        from program in Programs
        let at = line.IndexOf(program, StringComparison.Ordinal)
        where at >= 0
        select (document.Name, EndOfCommand().Split(line[(at + program.Length)..])[0].Trim());

    /// <summary>Lines such as <c>Controller->>Service: CreateAsync</c>, with the participants' full names.</summary>
    private static IEnumerable<(string Type, string Member)> Arrows(string drawing)
    {
        var participants = Participant().Matches(drawing).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        return Arrow().Matches(drawing)
            .Where(m => participants.ContainsKey(m.Groups[1].Value))
            .Select(m => (participants[m.Groups[1].Value], m.Groups[2].Value));
    }

    private static IConfiguration Configuration(IEnumerable<KeyValuePair<string, string>> values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
        .Build();

    [GeneratedRegex("\"((?:Scimify|ConnectionStrings|AzureAd):[A-Za-z:]+)\"")]
    private static partial Regex SettingKey();

    [GeneratedRegex(@"^([A-Z]\w+)\.([A-Z]\w+)(?:\(\))?$")]
    private static partial Regex TypeMember();

    [GeneratedRegex(@"^([A-Z]\w*(?:Tests|Benchmark))(?:\.\w+)?$")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"^  (\w+)/")]
    private static partial Regex Folder();

    [GeneratedRegex(@"\bscimify_\w+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^\s*participant (\w+) as (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Participant();

    [GeneratedRegex(@"->>[+-]?(\w+): ([A-Z]\w+)\b")]
    private static partial Regex Arrow();

    [GeneratedRegex(@"\s[|>&]|\)$|\)""")]
    private static partial Regex EndOfCommand();
}
