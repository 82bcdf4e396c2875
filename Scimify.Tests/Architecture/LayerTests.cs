using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;
using System.Reflection;
using System.Text.RegularExpressions;
using Scimify.Core.Scim;
using Scimify.Portal.Host;
using Scimify.Tests.Docs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Architecture;

/// <summary>Checks the directions that docs/architecture.md promises against the compiled assemblies.</summary>
public sealed partial class LayerTests
{
    private const string CoreRoot = "Scimify.Core.";
    private const string PortalRoot = "Scimify.Portal.";
    private const int LongestFile = 450;

    /// <summary>A type uses only its own folder and lower ranks.</summary>
    private static readonly Dictionary<string, int> Ranks = new()
    {
        ["Primitives"] = -2,
        ["Errors"] = -1,
        ["Scim"] = 0,
        ["Looker"] = 0,
        ["Sync"] = 0,
        ["Requests"] = 0,
        ["Changes"] = 0,
        ["Audit"] = 1,
        ["People"] = 2,
        ["Integrations"] = 3,
        ["Directory"] = 4,
        ["Tokens"] = 4,
        ["Notifications"] = 4,
        ["Saml"] = 4,
        ["SignIn"] = 4,
        ["OAuth"] = 5,
        ["Provisioning"] = 5,
        ["Streams"] = 5,
        ["Persistence"] = 6,
    };

    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "data", "Migrations", ".git"];

    private static readonly CompiledAssembly Core = CompiledAssembly.Of(typeof(ScimException).Assembly);
    private static readonly CompiledAssembly Portal = CompiledAssembly.Of(typeof(ScimifyApplication).Assembly);

    [Fact]
    public void Every_folder_of_Core_has_a_rank() =>
        NoneOf(Core.Types.Keys.Select(FolderOf).OfType<string>().Distinct().Where(folder => !Ranks.ContainsKey(folder)));

    [Fact]
    public void The_document_has_these_ranks() => Assert.Equal(
        Ranks.GroupBy(rank => rank.Value).Select(rank => $"{rank.Key}: {string.Join(' ', rank.Select(folder => folder.Key).Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal),
        MarkdownFile.Named("docs/architecture.md").Rows("Ranks").Where(row => row[1] != "Scimify.Portal")
            .Select(row => $"{row[0]}: {string.Join(' ', row[1].Split(", ").Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));

    [Fact]
    public void Types_of_Core_use_their_own_folder_and_lower_ranks_only() => NoneOf(
        from type in Core.Types
        let folder = FolderOf(type.Key)
        where folder is not null
        from used in type.Value
        let usedFolder = FolderOf(used)
        where usedFolder is not null && !MayUse(folder, usedFolder)
        select $"{type.Key} uses {used}");

    /// <summary>Constants leave no trace in the compiled code, but the source has their using directives.</summary>
    [Fact]
    public void Sources_of_Core_name_their_own_folder_and_lower_ranks_only() => NoneOf(
        from file in Sources("Scimify.Core", ".cs")
        let folder = Path.GetRelativePath(Path.Combine(Repository.Root, "Scimify.Core"), file).Split(Path.DirectorySeparatorChar)[0]
        where Ranks.ContainsKey(folder)
        from Match named in CoreName().Matches(File.ReadAllText(file))
        let used = named.Groups[1].Value
        where Ranks.ContainsKey(used) && !MayUse(folder, used)
        select $"{Path.GetRelativePath(Repository.Root, file)} names {named.Value}");

    [Fact]
    public void The_SCIM_kernel_uses_nothing_but_System() => NoneOf(
        from type in Core.Types
        where FolderOf(type.Key) is "Scim" or "Errors" or "Primitives"
        from used in type.Value
        where FolderOf(used) is not ("Scim" or "Errors" or "Primitives") && !used.StartsWith("System.", StringComparison.Ordinal) && !IsMadeByTheCompiler(used)
        select $"{type.Key} uses {used}");

    [Fact]
    public void The_life_of_a_row_uses_nothing_but_System() => NoneOf(
        from type in Core.Types
        where FolderOf(type.Key) == "Sync"
        from used in type.Value
        where FolderOf(used) != "Sync" && !used.StartsWith("System.", StringComparison.Ordinal) && !IsMadeByTheCompiler(used)
        select $"{type.Key} uses {used}");

    /// <summary>Otherwise it could be written without a transition.</summary>
    [Fact]
    public void The_state_of_a_row_comes_from_its_columns_alone() => Assert.Equal(
        ["RowState.cs", "SyncColumnMap.cs", "SyncColumns.cs"],
        Sources("Scimify.Core", ".cs").Concat(Sources("Scimify.Portal", ".cs", ".razor"))
            .Where(file => File.ReadAllText(file) is var text && (text.Contains("RowState.Stored(", StringComparison.Ordinal) || text.Contains("RowState Stored(", StringComparison.Ordinal)))
            .Select(Path.GetFileName)
            .Order());

    [Fact]
    public void Core_knows_nothing_of_the_web_server() => Assert.DoesNotContain(
        Core.Assemblies, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name == "Scimify.Portal");

    [Fact]
    public void A_feature_reaches_no_other_feature() => NoneOf(
        from type in Portal.Types
        let feature = FeatureOf(type.Key)
        where feature is not null
        from used in type.Value
        let other = FeatureOf(used)
        where other is not null && other != feature
        select $"{type.Key} uses {used}");

    /// <summary>Constants and <c>nameof</c> leave no trace in the compiled code, but the source has their using directives.</summary>
    [Fact]
    public void Sources_of_a_feature_name_no_other_feature() => NoneOf(
        from file in Sources("Scimify.Portal/Features", ".cs", ".razor")
        let path = Path.GetRelativePath(Path.Combine(Repository.Root, "Scimify.Portal", "Features"), file).Split(Path.DirectorySeparatorChar)
        from Match named in FeatureName().Matches(File.ReadAllText(file))
        where path.Length == 1 || named.Groups[1].Value != path[0]
        select $"{string.Join('/', path)} names {named.Value}");

    [Theory]
    [InlineData("Shared", "Features")]
    [InlineData("Shared", "Layout")]
    [InlineData("Scim", "Features")]
    [InlineData("Scim", "Layout")]
    [InlineData("Layout", "Features")]
    [InlineData("Sandbox", "Features")]
    [InlineData("Sandbox", "Scim")]
    [InlineData("Sandbox", "Shared")]
    public void A_folder_of_the_Portal_does_not_use(string folder, string other)
    {
        Assert.Contains(Portal.Types.Keys, type => IsIn(type, folder));
        Assert.Contains(Portal.Types.Keys, type => IsIn(type, other));
        NoneOf(
            from type in Portal.Types
            where IsIn(type.Key, folder)
            from used in type.Value
            where IsIn(used, other)
            select $"{type.Key} uses {used}");
    }

    /// <summary>The emulated Looker is for the verbs that show it, for tests, and for the one file that switches it on.</summary>
    [Fact]
    public void Only_verbs_and_its_composition_use_the_sandbox() => NoneOf(
        from type in Portal.Types
        where !IsIn(type.Key, "Sandbox") && !IsIn(type.Key, "CommandLine") && type.Key != PortalRoot + "Host.SandboxComposition"
        from used in type.Value
        where IsIn(used, "Sandbox")
        select $"{type.Key} uses {used}");

    /// <summary>Whoever searches for a name finds one thing.</summary>
    [Fact]
    public void No_type_has_the_name_of_another() => NoneOf(
        from type in Core.Types.Keys.Concat(Portal.Types.Keys)
        where type.StartsWith("Scimify.", StringComparison.Ordinal) && !type.Contains(".Migrations.", StringComparison.Ordinal) && !type.EndsWith("._Imports", StringComparison.Ordinal)
        let name = Regex.Replace(type[(type.LastIndexOf('.') + 1)..], "`\\d+$", "")
        where !name.Contains('<', StringComparison.Ordinal)
        group type by name into same
        where same.Distinct().Count() > 1
        select string.Join(" and ", same.Order(StringComparer.Ordinal)));

    /// <summary>A reader who knows a type's name knows where its file is.</summary>
    [Fact]
    public void The_namespace_of_a_file_is_its_folder() => NoneOf(
        from root in new[] { "Scimify.Core", "Scimify.Portal", "Scimify.Tests" }
        from file in Sources(root, ".cs")
        let path = Path.GetRelativePath(Repository.Root, file)
        let declared = DeclaredNamespace().Match(File.ReadAllText(file))
        where declared.Success && declared.Groups[1].Value != Path.GetDirectoryName(path)!.Replace(Path.DirectorySeparatorChar, '.')
        select $"{path} declares {declared.Groups[1].Value}");

    [Fact]
    public void Every_action_of_a_controller_says_who_may_call_it() => NoneOf(
        from controller in Loadable()
        where controller.IsSubclassOf(typeof(ControllerBase)) && !controller.IsAbstract
        from action in controller.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        where action.GetCustomAttributes<HttpMethodAttribute>().Any() && !SaysWhoMay(action) && !SaysWhoMay(controller)
        select $"{controller.Name}.{action.Name}");

    [Fact]
    public void Every_page_says_who_may_open_it() => NoneOf(
        from page in Loadable()
        where page.IsSubclassOf(typeof(ComponentBase)) && page.GetCustomAttributes<Microsoft.AspNetCore.Components.RouteAttribute>().Any() && !SaysWhoMay(page)
        select page.Name);

    [Fact]
    public void There_are_actions_and_pages_to_look_at()
    {
        Assert.Contains(Loadable(), type => type.IsSubclassOf(typeof(ControllerBase)) && !type.IsAbstract);
        Assert.Contains(Loadable(), type => type.GetCustomAttributes<Microsoft.AspNetCore.Components.RouteAttribute>().Any());
    }

    /// <summary>Holds even if a build ran without analyzers, or a pragma silenced them.</summary>
    [Fact]
    public void Nothing_calls_what_BannedSymbols_forbids()
    {
        var banned = File.ReadLines(Path.Combine(Repository.Root, "BannedSymbols.txt"))
            .Where(line => line.Length > 0)
            .Select(line => line.Split(';')[0])
            .Select(symbol => symbol[0] == 'P' ? PropertyName().Replace(symbol[2..], "get_$1()") : symbol.EndsWith(')') ? symbol[2..] : symbol[2..] + "()")
            .ToList();

        Assert.Contains("System.DateTime.get_UtcNow()", banned);
        Assert.Contains("System.String.ToLower()", banned);
        NoneOf(banned.Where(symbol => Core.Members.Contains(symbol) || Portal.Members.Contains(symbol)));
    }

    [Fact]
    public void No_file_is_longer_than_a_person_reads_at_a_sitting() => NoneOf(
        from file in Sources("", ".cs", ".razor", ".css", ".js", ".mjs")
        let lines = File.ReadLines(file).Count()
        where lines > LongestFile
        select $"{Path.GetRelativePath(Repository.Root, file)} has {lines} lines");

    /// <summary>Reports everything that is wrong. Assert.Empty would cut the list.</summary>
    private static void NoneOf(IEnumerable<string> wrong) => Assert.Equal("", string.Join(Environment.NewLine, wrong));

    private static bool MayUse(string folder, string used) =>
        folder == used || Ranks.GetValueOrDefault(used, int.MaxValue) < Ranks.GetValueOrDefault(folder, int.MinValue);

    /// <summary>Null for types outside Core and for types that the compiler created.</summary>
    private static string? FolderOf(string type) =>
        type.StartsWith(CoreRoot, StringComparison.Ordinal) && type[CoreRoot.Length..].Split('.') is [var folder, _, ..] ? folder : null;

    /// <summary>Null for a type outside the features.</summary>
    private static string? FeatureOf(string type) =>
        type.StartsWith(PortalRoot + "Features.", StringComparison.Ordinal) && type[(PortalRoot.Length + "Features.".Length)..].Split('.') is [var feature, _, ..] ? feature : null;

    private static bool IsIn(string type, string folder) => type.StartsWith($"{PortalRoot}{folder}.", StringComparison.Ordinal);

    private static bool IsMadeByTheCompiler(string type) => type.StartsWith('<') || type.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal);

    private static Type[] Loadable() => typeof(ScimifyApplication).Assembly.GetTypes();

    private static bool SaysWhoMay(MemberInfo member) =>
        member.GetCustomAttributes<AllowAnonymousAttribute>().Any() || member.GetCustomAttributes<AuthorizeAttribute>().Any(a => a.Policy is { Length: > 0 });

    private static IEnumerable<string> Sources(string folder, params string[] extensions) =>
        new DirectoryInfo(Path.Combine(Repository.Root, folder)).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(file.Extension))
            .Select(file => file.FullName)
            .Where(path => !Path.GetRelativePath(Repository.Root, path).Split(Path.DirectorySeparatorChar).Any(NotOurs.Contains));

    [GeneratedRegex(@"(?<=using |[^.\w])Scimify\.Core\.([A-Z]\w*)")]
    private static partial Regex CoreName();

    [GeneratedRegex(@"(?<=using )Scimify\.Portal\.Features\.(\w+)")]
    private static partial Regex FeatureName();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredNamespace();

    [GeneratedRegex(@"(\w+)$")]
    private static partial Regex PropertyName();
}
