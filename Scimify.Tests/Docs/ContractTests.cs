using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Tokens;
using Scimify.Portal.CommandLine;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Docs;

/// <summary>docs/contracts.md says what the product does: verbs, policies, kinds, roles, errors, words.</summary>
public sealed partial class ContractTests
{
    private static readonly MarkdownFile Contracts = MarkdownFile.Named("docs/contracts.md");

    /// <summary>Every vocabulary of the product, and the section that lists it.</summary>
    public static TheoryData<string, string[]> Vocabularies => new()
    {
        { "Links", SyncStates.Names },
        { "Integrations", IntegrationModes.Names },
        { "Held changes", Enum.GetNames<HeldAction>() },
        { "Log routes", Enum.GetNames<ProvisioningAction>() },
        { "Log routes", [.. Enum.GetNames<RejectionReason>().Select(JsonNamingPolicy.CamelCase.ConvertName)] },
        { "SCIM token routes", [.. Enum.GetNames<TokenState>().Select(LetterCase.Lower)] },
        { "SCIM token routes", TokenScopeRules.Names },
        { "Command line", Enum.GetNames<PortalRole>() },
        { "Command line", PersonalTokenScopes.Names },
        { "People and personal access tokens", PersonalTokenScopes.Names },
        { "Integration status", [.. States()] },
    };

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void A_section_has_all_words_of_its_kind(string heading, string[] words) => Assert.Empty(words.Except(Contracts.CodeBelow(heading)));

    [Fact]
    public void The_verbs_have_exactly_these_options() => Assert.Equal(
        Verbs().Select(verb => $"{verb.Name}: {string.Join(", ", verb.Options.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal),
        Contracts.Rows("Command line")
            .Select(row => $"{row[0].Trim('`')}: {string.Join(", ", row[1].Split(", ").Select(option => option.Trim('`')).Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Scimify_Sync_has_these_words() => Assert.Equal(
        SyncStates.Names.Except(["failed"]).Order(StringComparer.Ordinal),
        FirstCells("SCIM response headers").Where(word => !word.Contains('-', StringComparison.Ordinal) && char.IsLower(word[0])).Order(StringComparer.Ordinal));

    [Fact]
    public void Policies_have_these_defaults() => Assert.Equal(
        Leaves(JsonSerializer.SerializeToNode(new IntegrationPolicies(), JsonSerializerOptions.Web)!, "").Order(StringComparer.Ordinal),
        Contracts.Rows("Integration policies").Select(row => $"{row[0].Trim('`')}: {row[1].Trim('`')}").Order(StringComparer.Ordinal));

    [Fact]
    public void Drift_has_these_kinds() => Assert.Equal(
        Enum.GetNames<DriftKind>().Order(StringComparer.Ordinal),
        FirstCells("Drift and comparisons").Where(cell => !cell.Contains(' ', StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Roles_have_exactly_these_permissions() => Assert.Equal(
        from permission in Enum.GetValues<Permission>()
        select $"{permission}: {string.Join(' ', Roles.Select(role => Permissions.Grants(role, permission) ? "yes" : "no"))}",
        Contracts.Rows("Roles and permissions").Select(row => $"{row[0].Trim('`')}: {string.Join(' ', row[1..5])}"));

    [Fact]
    public void Errors_have_these_names()
    {
        var documented = Contracts.Rows("REST conventions").ToDictionary(row => int.Parse(row[0]), row => row[1].Trim('`'));

        Assert.All(documented, error => Assert.Equal(ErrorEnvelope.Of(error.Key, "").Error.Name, error.Value));
        Assert.Equal(
            Enumerable.Range(400, 200).Select(status => ErrorEnvelope.Of(status, "").Error.Name).Where(name => name != "RequestError").Distinct().Order(StringComparer.Ordinal),
            documented.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Webhook_messages_have_these_types()
    {
        var kinds = typeof(NoticeKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(kinds, FirstCells("Webhook messages").Where(cell => !cell.Contains('-', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(kinds.Except([NoticeKinds.Test]), MarkdownFile.Named("docs/operations.md").Rows("Webhooks").Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_audit_log_has_these_actions()
    {
        var documented = AuditActions().ToHashSet();
        var kinds = documented.Select(action => action.Split('.')[0]).ToHashSet();
        var written = Sources("Scimify.Core").Concat(Sources("Scimify.Portal"))
            .SelectMany(source => AuditAction().Matches(source.Text).Select(m => (Action: m.Groups[1].Value, Audits: source.Text.Contains("Audit(", StringComparison.Ordinal))))
            .Where(found => found.Audits || kinds.Contains(found.Action.Split('.')[0]))
            .Select(found => found.Action)
            .Except(typeof(NoticeKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!));

        Assert.Equal(written.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    internal static IEnumerable<string> AuditActions() => Contracts.CodeBelow("Log routes").Where(code => AuditAction().IsMatch($"\"{code}\"")).Distinct();

    /// <summary>A code is sent as a literal, so it is in one of Core's sources.</summary>
    [Theory]
    [InlineData("Connection test")]
    [InlineData("SAML configuration")]
    public void Codes_are_sent_by_the_product(string heading)
    {
        var codes = FirstCells(heading).Where(cell => !cell.Contains(' ', StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(codes);
        Assert.Empty(codes.Where(code => !Sources("Scimify.Core").Any(source => source.Text.Contains($"\"{code}\"", StringComparison.Ordinal))));
    }

    [Fact]
    public void References_in_the_code_lead_to_headings()
    {
        var headings = Contracts.Headings.ToHashSet();
        var references = Sources("Scimify.Core", "Scimify.Portal", "Scimify.Tests")
            .SelectMany(source => Reference().Matches(source.Text).Select(m => (source.File, Heading: m.Groups[1].Value))).ToList();

        Assert.True(references.Count >= 18, $"only {references.Count} references");
        Assert.Empty(references.Where(reference => !headings.Contains(reference.Heading)).Select(reference => $"{reference.File}: {reference.Heading}"));
    }

    private static PortalRole[] Roles => [PortalRole.Owner, PortalRole.Operator, PortalRole.TokenManager, PortalRole.Auditor];

    private static IEnumerable<string> States() =>
        from mode in Enum.GetValues<IntegrationMode>()
        from health in Enum.GetValues<IntegrationHealth>()
        select IntegrationModes.StateOf(mode, health);

    private static IEnumerable<string> FirstCells(string heading) =>
        Contracts.Rows(heading).Select(row => row[0]).Where(cell => cell.StartsWith('`')).Select(cell => cell.Trim('`'));

    private static IEnumerable<(string Name, IEnumerable<string> Options)> Verbs()
    {
        var root = ScimifyCommands.Root(Terminal.OfProcess());
        return root.Subcommands.Where(verb => !verb.Hidden)
            .SelectMany(verb => verb.Subcommands.Count == 0 ? [(verb.Name, Verb: verb)] : verb.Subcommands.Select(inner => ($"{verb.Name} {inner.Name}", Verb: inner)))
            .Prepend(("none", Verb: root))
            .Select(verb => (verb.Item1, OptionsOf(verb.Verb)));
    }

    private static IEnumerable<string> OptionsOf(Command verb) =>
        verb.Options.Where(option => option is not VersionOption and not HelpOption).Select(option => option.Name).DefaultIfEmpty("");

    /// <summary>Such as <c>deletionGuard.maxCount: 50</c>.</summary>
    private static IEnumerable<string> Leaves(JsonNode node, string path) => node.AsObject().SelectMany(member => member.Value is JsonObject inner
        ? Leaves(inner, $"{path}{member.Key}.")
        : [$"{path}{member.Key}: {member.Value?.ToString() ?? "null"}"]);

    private static IEnumerable<(string File, string Text)> Sources(params string[] projects) =>
        from project in projects
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file)
        where !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        select (path, File.ReadAllText(file));

    /// <summary>Such as <c>"saml.draft.create"</c>.</summary>
    [GeneratedRegex(@"""([a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+)""")]
    private static partial Regex AuditAction();

    [GeneratedRegex(@"docs/contracts\.md, ""([^""]+)""")]
    private static partial Regex Reference();
}
