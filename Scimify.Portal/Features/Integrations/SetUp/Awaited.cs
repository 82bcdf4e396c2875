using Scimify.Portal.Shared.Guides;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>What has to come next from the identity provider.</summary>
/// <param name="Hint">What makes it come.</param>
public sealed record Awaited(string Waiting, string Hint)
{
    public static Awaited Of(SetUpState setUp, ProviderGuide guide) => new(
        setUp switch
        {
            { Status.Groups: > 0 } => "Waiting for more",
            { HasPerson: true } => "Waiting for the first group",
            { Caller: not null } => "Waiting for the first person",
            _ => "Waiting for the first call",
        },
        setUp switch
        {
            { HasPerson: true } => guide.Groups,
            { Caller: not null } => "Assign one person. Start with yourself.",
            _ => guide.Test is null ? "Let your provider test the connection." : $"In {guide.Name}: {guide.Test}.",
        });
}
