using Scimify.Core.Requests;

namespace Scimify.Core.People;

/// <summary>Who acts, in the console, the REST API or the command line. Every service call that changes state takes one.</summary>
/// <param name="Kind"><c>person</c>, <c>api</c>, <c>cli</c>, <c>system</c>, or <c>link</c> for whoever decides in a review with a link, as the audit log keeps it.</param>
/// <param name="Id">The person; null for the command line and the system. Of a link, the SCIM ID of its manager.</param>
/// <param name="Name">E-mail address or program name, by value.</param>
/// <param name="OrganizationKey">The only organization that this actor can see or touch.</param>
/// <param name="OrganizationId">Its UUID.</param>
/// <param name="Role">What the actor may do.</param>
/// <param name="SourceAddress">Remote address; null for the command line.</param>
public sealed record Actor(
    string Kind, Guid? Id, string Name, int OrganizationKey, Guid OrganizationId, PortalRole Role, string? SourceAddress)
{
    /// <summary>When the person at the console signed in; null for everybody else.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>The session in use; null for everybody who is not at the console.</summary>
    public Guid? Session { get; init; }

    /// <summary>What the person wants to be called; null for <see cref="Name"/>.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The personal access token in use; null in the console and on the command line.</summary>
    public ActorToken? Token { get; init; }

    /// <summary>Told what the actor lacked whenever something is refused. Null where whoever catches the exception notes it, as for requests.</summary>
    public Action<string>? Refused { get; init; }

    internal const string CommandLine = "command line";

    /// <summary>Whoever can run the command line on the data may do everything.</summary>
    public static Actor OfCommandLine(int organizationKey, Guid organizationId) =>
        new("cli", null, CommandLine, organizationKey, organizationId, PortalRole.Owner, null);

    /// <summary>Throws <see cref="ForbiddenException"/> unless the role grants the permission.</summary>
    public void Require(Permission permission)
    {
        if (!Permissions.Grants(Role, permission))
        {
            throw Refuse($"{permission}");
        }
    }

    /// <summary>To be thrown by whoever decides on more than the role.</summary>
    /// <param name="lacks">A permission, or a word for what else the actor would have needed.</param>
    public ForbiddenException Refuse(string lacks)
    {
        Refused?.Invoke(lacks);
        return new ForbiddenException();
    }
}
