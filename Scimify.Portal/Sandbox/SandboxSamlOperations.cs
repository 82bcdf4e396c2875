using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>The SAML configuration, its test configurations, and metadata.</summary>
internal sealed class SandboxSamlOperations(SandboxWorld world) : ISandboxOperations
{
    private readonly SandboxSamlRules _rules = new(world);

    public IEnumerable<(LookerOperation Operation, Func<SandboxRequest, SandboxAnswer> Run)> Operations =>
    [
        (LookerOperations.SamlConfig, _ => SandboxAnswer.Ok(_rules.Show(world.LiveSaml))),
        (LookerOperations.UpdateSamlConfig, r => SandboxAnswer.Ok(Update(r.Body, r.Caller!.Id))),
        (LookerOperations.CreateSamlTestConfig, CreateTest),
        (LookerOperations.SamlTestConfig, r => SandboxAnswer.Ok(_rules.Show(FindTest(r)))),
        (LookerOperations.DeleteSamlTestConfig, DeleteTest),
        (LookerOperations.ParseSamlIdpMetadata, r => SandboxAnswer.Ok(SandboxMetadata.Parse(r.Text))),
        (LookerOperations.FetchAndParseSamlIdpMetadata, r => SandboxAnswer.Ok(SandboxMetadata.Parse(r.Text))),
    ];

    /// <summary>Changes the live configuration, at once and for everybody.</summary>
    public JsonObject Update(JsonObject changes, string? by)
    {
        var saml = new SandboxSaml { Id = SandboxSaml.Live, Members = _rules.Merge(world.LiveSaml.Members, changes), ModifiedAt = world.Now, ModifiedBy = by };
        if (changes.ContainsKey("groups_with_role_ids"))
        {
            _rules.Mirror(saml.Members);
        }

        world.Save(saml);
        return _rules.Show(saml);
    }

    public JsonObject Show() => _rules.Show(world.LiveSaml);

    private SandboxAnswer CreateTest(SandboxRequest request)
    {
        var saml = new SandboxSaml
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Members = _rules.Merge(SandboxSamlRules.Defaults(), request.Body),
            ModifiedAt = world.Now,
            ModifiedBy = request.Caller!.Id,
        };
        world.Save(saml);
        return SandboxAnswer.Ok(_rules.Show(saml));
    }

    private SandboxSaml FindTest(SandboxRequest request) =>
        request.Path["test_slug"] is var slug && slug != SandboxSaml.Live && world.Saml.TryGetValue(slug, out var saml) ? saml : throw SandboxRefusal.NotFound();

    private SandboxAnswer DeleteTest(SandboxRequest request)
    {
        world.Delete(FindTest(request));
        return SandboxAnswer.NoContent;
    }
}
