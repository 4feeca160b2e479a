import type { staffOperatorJa } from './staff-operator-ja.js';

/** English words of what the operator does for people, devices and households. */
export const staffOperatorEn: Readonly<Record<keyof typeof staffOperatorJa, string>> = {
  'people.waits': 'Invited, until {time}',
  'people.lapsed': 'Its invitation has lapsed; invite again',
  'people.changeRole': 'Change the role',
  'people.roleSure': '{name} is signed out at once, and becomes: {role}.',
  'people.roleOfStaffSure':
    '{name} is signed out at once, and becomes: {role}. The next sign-in asks for a second factor.',
  'people.owner': 'owner',
  'people.family': 'family',
  'people.point': 'Participant (supply point)',
  'people.pointNeeded': 'Please enter the participant.',
  'people.linkPoint': 'Link a supply point',
  'people.linkPointSure':
    '{name} will see the figures of “{point}” and trade for it. Make sure first that this is who signed the contract.',
  'people.unlinkPoint': 'Take away',
  'people.unlinkPointSure': '{name} no longer sees “{point}” and no longer trades for it, at once.',

  'devices.title': 'Devices of meters',
  'devices.note':
    'Keys of devices that send the readings of a meter. Whoever has the key states that meter’s readings: the operator puts it into the device, not the household.',
  'devices.enrol': 'Enrol a device',
  'devices.meter': 'Meter',
  'devices.hint': 'such as: solar on the roof',
  'devices.search': 'Those of one meter',
  'devices.none': 'There is no device.',

  'maker.title': 'Register a market maker',
  'maker.note':
    'A participant that always has orders on both sides, so that neighbours find somebody to trade with. Once it is registered, link it on the screen of people to its account, such as the retailer’s.',
  'maker.participantId': 'Participant',
  'maker.meterId': 'Meter of it',
  'maker.buy': 'Buys at (yen/kWh)',
  'maker.sell': 'Sells at (yen/kWh)',
  'maker.quote': 'Energy of each order (Wh)',
  'maker.check': 'Look through it',
  'maker.sure':
    '“{id}” will buy {energy} Wh at {buy} yen/kWh and sell as much at {sell} yen/kWh in every half hour. It cannot be deleted.',
  'maker.register': 'Register it',
  'maker.registered':
    'It is registered. Below is the key with which it proves its trades to be as recorded, shown this once. Hand it to its owner.',
  'maker.wrong': 'Please look at the marked fields. It buys below the price at which it sells, from 0.01 to 50 yen.',

  'erasures.title': 'Erasing who has left',
  'erasures.note':
    'Destroys the key, the name and the address of a household that has left, from the day on when no slot of it can be settled again ({days} days). It cannot be undone.',
  'erasures.none': 'No household waits to be erased.',
  'erasures.due': 'Due now',
  'erasures.dates': 'left {left} · to be erased from {due} on',
  'erasures.erase': 'Erase',
  'erasures.sure':
    'The key of “{household}” is destroyed, its name, address and supply point are erased. The records lead to nobody any more. It cannot be undone.',
};
