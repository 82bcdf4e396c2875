using Scimify.Core.Requests;

namespace Scimify.Core.People;

/// <summary>Finds the person whom somebody at the command line means.</summary>
public static class PeopleLookup
{
    /// <param name="people">Where to look.</param>
    /// <param name="email">As it was typed.</param>
    /// <param name="organization">The name or UUID of the person's organization; null if only one knows the address.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="NotFoundException">Nobody has that e-mail address.</exception>
    /// <exception cref="ConflictException">Several organizations know the address, and none is named.</exception>
    public static async Task<PersonState> FindOnlyAsync(this IPeopleStore people, string email, string? organization, CancellationToken ct) =>
        await people.FindByEmailAsync(PeopleService.Normalise(email), organization?.Trim(), ct) switch
        {
            [var person] => person,
            [] => throw new NotFoundException($"There is no person with the e-mail address {email}{(organization is null ? "" : $" in the organization {organization}")}."),
            var several => throw new ConflictException($"{several.Count} organizations know the e-mail address {email}. Name one with --organization."),
        };
}
